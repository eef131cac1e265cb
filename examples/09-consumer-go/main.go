// Prints the audit log: a line for each event with its partition, its offset and its JSON.
//
// Needs nothing but the mounted Secret, and goes on with the new key when that changes. At least once: an event may come
// again after a crash; its id is then the same.
//
// Argument: where the Secret is mounted, by default /etc/kafka-audit. Ends with 1 when its key is refused and no other is
// mounted within AUDIT_PATIENCE_SECONDS (180 if absent; the kubelet takes up to two minutes).
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

const poll = 500 * time.Millisecond

// errRefused: Kafka does not take the key any more.
var errRefused = errors.New("REFUSED")

type reader struct {
	mounted  string
	patience time.Duration
}

func main() {
	r := reader{mounted: "/etc/kafka-audit", patience: 180 * time.Second}
	if len(os.Args) > 1 {
		r.mounted = os.Args[1]
	}
	if seconds := os.Getenv("AUDIT_PATIENCE_SECONDS"); seconds != "" {
		n, err := strconv.Atoi(seconds)
		if err != nil {
			tell("AUDIT_PATIENCE_SECONDS: %v", err)
			os.Exit(2)
		}
		r.patience = time.Duration(n) * time.Second
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := r.run(ctx); err != nil {
		tell("%v", err)
		os.Exit(1)
	}
}

func (r reader) run(ctx context.Context) error {
	for ctx.Err() == nil {
		key, err := r.key()
		if err != nil {
			return err
		}
		err = r.readWith(ctx, key)
		if errors.Is(err, errRefused) {
			tell("%v", err)
			err = r.awaitOtherThan(ctx, key)
		}
		if err != nil {
			return err
		}
		if ctx.Err() == nil {
			tell("the mounted Secret has a new key")
		}
	}
	return nil
}

// readWith prints events until the mounted key is another one.
func (r reader) readWith(ctx context.Context, key string) error {
	options, err := r.options(key)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		return err
	}
	defer client.Close() // leaves the group
	out := bufio.NewWriter(os.Stdout)
	for ctx.Err() == nil {
		if now, err := r.key(); err != nil || now != key {
			return err
		}
		batch, cancel := context.WithTimeout(ctx, poll)
		fetches := client.PollFetches(batch)
		cancel()
		fetches.EachRecord(func(record *kgo.Record) {
			fmt.Fprintln(out, record.Partition, record.Offset, string(record.Value))
		})
		if err := out.Flush(); err != nil {
			return err
		}
		if !fetches.Empty() {
			if err := commit(client); err != nil {
				return err
			}
		}
		for _, failed := range fetches.Errors() {
			if isRefusal(failed.Err) {
				return fmt.Errorf("%w %v", errRefused, failed.Err)
			}
			if !errors.Is(failed.Err, context.DeadlineExceeded) && !errors.Is(failed.Err, context.Canceled) {
				tell("%v", failed.Err) // the client tries again by itself
			}
		}
	}
	return nil
}

// commit comes only after the events are out: what is not committed comes again, nothing is left out.
func commit(client *kgo.Client) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err := client.CommitUncommittedOffsets(ctx)
	if isRefusal(err) {
		return fmt.Errorf("%w %v", errRefused, err)
	}
	if err != nil {
		tell("not committed, some events will come again: %v", err)
	}
	return nil
}

func (r reader) options(key string) ([]kgo.Opt, error) {
	settings := map[string]string{}
	for _, line := range strings.Split(key, "\n") {
		if name, value, found := strings.Cut(line, "="); found {
			settings[name] = value
		}
	}
	topic, err := os.ReadFile(filepath.Join(r.mounted, "topic"))
	if err != nil {
		return nil, err
	}
	login := scram.Auth{User: settings["sasl.username"], Pass: settings["sasl.password"]}
	options := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(settings["bootstrap.servers"], ",")...),
		kgo.SASL(login.AsSha512Mechanism()),
		kgo.ConsumerGroup(settings["group.id"]),
		kgo.ConsumeTopics(strings.TrimSpace(string(topic))),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
		// With a revoked key a consumer cannot even leave its group: let the group forget it soon.
		kgo.SessionTimeout(10 * time.Second),
	}
	if settings["security.protocol"] == "SASL_SSL" {
		authority, err := os.ReadFile(filepath.Join(r.mounted, "ca.crt"))
		if err != nil {
			return nil, err
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(authority) {
			return nil, errors.New("ca.crt holds no certificate")
		}
		options = append(options, kgo.DialTLSConfig(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}))
	}
	return options, nil
}

func (r reader) awaitOtherThan(ctx context.Context, key string) error {
	end := time.Now().Add(r.patience)
	for ctx.Err() == nil {
		if now, err := r.key(); err != nil || now != key {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("no other key was mounted in %v", r.patience)
		}
		time.Sleep(poll)
	}
	return nil
}

// key reads one file, so that name and password are always of one key.
func (r reader) key() (string, error) {
	text, err := os.ReadFile(filepath.Join(r.mounted, "librdkafka.conf"))
	return string(text), err
}

func isRefusal(err error) bool {
	return errors.Is(err, kerr.SaslAuthenticationFailed) ||
		errors.Is(err, kerr.TopicAuthorizationFailed) ||
		errors.Is(err, kerr.GroupAuthorizationFailed)
}

func tell(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "reader: "+format+"\n", arguments...)
}
