package backup

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"rinnalla/internal/db"
)

// Texts are all rows of all tables in the form of the backup.
func Texts(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, one := range tables {
			told, err := tableOf(one)
			if err != nil {
				return err
			}
			var rows bytes.Buffer
			if _, err := dump(tx, one, told, &rows); err != nil {
				return err
			}
			all[one.Name] = rows.String()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Sealed encrypts lines as a backup is encrypted.
func Sealed(t testing.TB, to age.Recipient, lines ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	packed := gzip.NewWriter(sealed)
	if _, err := io.WriteString(packed, strings.Join(lines, "\n")+"\n"); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sealed.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Lines opens a backup.
func Lines(t testing.TB, stream []byte, with *age.X25519Identity) []string {
	t.Helper()
	opened, err := age.Decrypt(bytes.NewReader(stream), with)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(opened)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// Shortened is a well-sealed backup without its last line.
func Shortened(t testing.TB, stream []byte, with *age.X25519Identity) []byte {
	lines := Lines(t, stream, with)
	return Sealed(t, with.Recipient(), lines[:len(lines)-1]...)
}

// Edited is a well-sealed backup in which somebody who had the recipient's public key changed a text.
func Edited(t testing.TB, stream []byte, with *age.X25519Identity, old, new string) []byte {
	t.Helper()
	text := strings.Join(Lines(t, stream, with), "\n")
	if !strings.Contains(text, old) {
		t.Fatalf("%s is not in the backup", old)
	}
	return Sealed(t, with.Recipient(), strings.ReplaceAll(text, old, new))
}
