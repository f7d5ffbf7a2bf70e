package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/seal"
)

const (
	// clientKeysFile is the name of the file of secrets in the data folder. No backup holds it.
	//i18n:not client.keys
	clientKeysFile = "client.keys"
	// keysCopyFile is the name of the copy of the clients' keys, of which there is one only, beside the backups.
	keysCopyFile = "client-keys.age"
)

// clientKeysPath is where the secrets are that wrap the clients' keys.
func (s *settings) clientKeysPath() string {
	if s.ClientKeys != "" {
		return s.ClientKeys
	}
	return filepath.Join(s.dataFolder(), clientKeysFile)
}

// seals gives the acts the installation's secrets, and refuses those that cannot be its own.
func (s *settings) seals(ctx context.Context, acts *act.Acts) error {
	if err := s.missingSecrets(ctx, acts); err != nil {
		return err
	}
	ring, err := s.ring()
	if err != nil {
		return err
	}
	acts.SealWith(ring)
	err = acts.Write(ctx, access.Terminal(), client.CheckSecrets)
	if errors.Is(err, client.ErrSecret) {
		return fmt.Errorf("%w: %s is of another installation or node; put the file of the first node there, or name it with --client-keys or RINNALLA_CLIENT_KEYS", err, s.clientKeysPath())
	}
	return err
}

// missingSecrets keeps a start from making new secrets where clients are sealed under others.
func (s *settings) missingSecrets(ctx context.Context, acts *act.Acts) error {
	if _, err := os.Stat(s.clientKeysPath()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return acts.Read(ctx, access.Terminal(), func(tx *act.Tx) error {
		used, err := client.SecretsUsed(tx)
		if err == nil && used {
			err = fmt.Errorf("the secrets that wrap clients' keys are missing: put the installation's file back at %s, or take it from the newest %s: rinnalla restore --keys FILE --identity KEY", s.clientKeysPath(), keysCopyFile)
		}
		return err
	})
}

// ring reads the secrets. The first start makes them, in the data folder; where people are served from PostgreSQL over HTTPS, they have
// to be named: there may be several nodes, and what one of them makes the others do not have.
func (s *settings) ring() (*seal.Ring, error) {
	path := s.clientKeysPath()
	text, err := os.ReadFile(path)
	switch {
	case !errors.Is(err, os.ErrNotExist):
	case s.ClientKeys != "":
		return nil, fmt.Errorf("%s, which --client-keys names, is not there: put the installation's file there, or make the first one with: (umask 077; openssl rand -base64 32 > %s)", path, path)
	case s.Database != "" && s.secure():
		return nil, errors.New("the file of the secrets that wrap clients' keys has to be named with PostgreSQL: set RINNALLA_CLIENT_KEYS or --client-keys to a file that every node has, made once with: (umask 077; openssl rand -base64 32 > /etc/rinnalla/client.keys). Keep a copy in a safe: without it no client can be read")
	default:
		text = []byte("# Wraps the keys of clients. No backup holds this file: keep a copy of it in a safe.\n" + seal.NewSecret() + "\n")
		err = writeNew(path, text)
	}
	if err != nil {
		return nil, fmt.Errorf("the secrets that wrap clients' keys: %w", err)
	}
	ring, err := seal.ParseRing(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: take it from its copy", path, err)
	}
	return ring, nil
}

// writeNew writes a file that must not be there yet, and makes it last.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// copyKeys writes the copy of the clients' keys in the place of the one before, and returns how many there are.
func (s *settings) copyKeys(ctx context.Context, acts *act.Acts, path string, to []age.Recipient) (n int, err error) {
	secrets, err := os.ReadFile(s.clientKeysPath())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, err
	}
	part, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fmt.Errorf("%w: name a file in a folder that may be written with --keys-to", err)
	}
	sealed, err := age.Encrypt(part, to...)
	if err == nil {
		err = acts.Read(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
			n, err = client.WriteKeys(tx, sealed, string(secrets))
			return err
		})
	}
	if err == nil {
		err = sealed.Close()
	}
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return 0, errors.Join(err, os.Remove(part.Name()))
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return 0, err
	}
	return n, syncFolder(filepath.Dir(path))
}

// keysCopy is a copy of the keys, opened.
type keysCopy struct {
	text    []byte
	secrets string
}

func openKeysCopy(path string, with []age.Identity) (keysCopy, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return keysCopy{}, err
	}
	stream, err := age.Decrypt(bytes.NewReader(sealed), with...)
	if err != nil {
		return keysCopy{}, fmt.Errorf("%s: the identity file does not open it: %w", path, err)
	}
	text, err := io.ReadAll(stream)
	if err != nil {
		return keysCopy{}, fmt.Errorf("%s: %w", path, client.ErrCopy)
	}
	r, err := client.OpenKeys(bytes.NewReader(text))
	if err != nil {
		return keysCopy{}, fmt.Errorf("%s: %w", path, err)
	}
	return keysCopy{text, r.Secrets}, nil
}

// empty tells whether there are no keys in it: it has but its first line and its last.
func (k keysCopy) empty() bool { return bytes.Count(k.text, []byte("\n")) == 2 }

// load gives clients their keys back and makes them findable again. The acts have been given the secrets.
func (k keysCopy) load(ctx context.Context, acts *act.Acts) error {
	taken := 0
	err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error {
		r, err := client.OpenKeys(bytes.NewReader(k.text))
		if err == nil {
			taken, err = client.ReadKeys(tx, r)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := acts.Write(ctx, access.Terminal(), client.CheckSecrets); err != nil {
		return err
	}
	after, n := client.ClientID{}, 1
	for n > 0 {
		err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
			after, n, err = client.MarkAgain(tx, after)
			return err
		})
		if err != nil {
			return err
		}
	}
	fmt.Printf("%d clients have their keys again\n", taken)
	return nil
}

// tellLocked says how many clients stay unreadable.
func tellLocked(ctx context.Context, acts *act.Acts) error {
	return acts.Read(ctx, access.Terminal(), func(tx *act.Tx) error {
		n, err := client.LockedClients(tx)
		if err == nil && n > 0 {
			fmt.Printf("%d clients stay sealed: no key of theirs is here. Whoever was erased after the backup was made is among them for good; for the others give the newest %s: rinnalla restore --keys FILE --identity KEY\n", n, keysCopyFile)
		}
		return err
	})
}

// renewKeys wraps keys anew that stand under an older secret, and says so when there were any.
func renewKeys(ctx context.Context, acts *act.Acts) error {
	all := 0
	for n := 1; n > 0; all += n {
		err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
			n, err = client.RenewKeys(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	if all > 0 {
		fmt.Printf("wrapped the keys of %d clients anew: the older secrets are no longer needed\n", all)
	}
	return nil
}
