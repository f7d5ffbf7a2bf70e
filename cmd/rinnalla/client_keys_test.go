package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/seal"
)

// clientOf registers an invented client in the installation.
func (i installation) clientOf(t *testing.T, name string) client.ClientID {
	t.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: id.New[access.Organisation](), Unit: id.New[access.Unit](), UnitTask: true,
		Person: client.Person{Given: name}, From: now().Date()}
	i.write(t, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

func (i installation) write(t *testing.T, fn func(*act.Tx) error) {
	t.Helper()
	s := i.settings()
	d, acts, err := s.openMigrated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := s.seals(t.Context(), acts); err != nil {
		t.Fatal(err)
	}
	if err := acts.Write(t.Context(), access.Terminal(), fn); err != nil {
		t.Fatal(err)
	}
}

// nameOf is a client's name, or how she cannot be read.
func (i installation) nameOf(t *testing.T, c client.ClientID) (name string) {
	t.Helper()
	i.write(t, func(tx *act.Tx) error {
		found, err := client.Find(tx, c)
		name = found.Name()
		if found.Locked {
			name = "locked"
		}
		return err
	})
	return name
}

func TestABackupAndTheNewestCopyOfTheKeysTogetherBringClientsBack(t *testing.T) {
	for from, source := range installations(t) {
		recipient, identity := keyPair(t)
		source.used(t)
		stays, gone := source.clientOf(t, "Elsa"), source.clientOf(t, "Daavid")
		backups := t.TempDir()
		monday, tuesday, copied := filepath.Join(backups, "monday.age"), filepath.Join(backups, "tuesday.age"), filepath.Join(backups, keysCopyFile)
		source.must(t, "backup", "--to", monday, "--recipient", recipient)
		source.must(t, "restore", monday, "--identity", identity, "--check")
		source.write(t, func(tx *act.Tx) error { return client.Erase(tx, gone) })
		source.must(t, "backup", "--to", tuesday, "--recipient", recipient)
		elsewhere := filepath.Join(t.TempDir(), "monday.age")
		text, err := os.ReadFile(monday)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(elsewhere, text, 0o600); err != nil {
			t.Fatal(err)
		}
		for to, place := range installations(t) {
			t.Run(from+" into "+to, func(t *testing.T) {
				place.must(t, "restore", elsewhere, "--identity", identity)
				if err := place.run(t, "upkeep"); err == nil || !strings.Contains(err.Error(), "rinnalla restore --keys") {
					t.Errorf("without the copy of the keys: %v", err)
				}
				place.must(t, "restore", "--keys", copied, "--identity", identity)
				if name := place.nameOf(t, stays); name != "Elsa" {
					t.Errorf("with it: %q", name)
				}
				if name := place.nameOf(t, gone); name != "locked" {
					t.Errorf("whoever was erased is read in Monday's backup: %q", name)
				}
			})
		}
		for to, place := range installations(t) {
			t.Run(from+" into "+to+", both beside each other", func(t *testing.T) {
				place.must(t, "restore", tuesday, "--identity", identity)
				if name := place.nameOf(t, stays); name != "Elsa" {
					t.Errorf("%q", name)
				}
			})
		}
	}
}

func TestASecretIsExchangedByUpkeep(t *testing.T) {
	for engine, i := range installations(t) {
		t.Run(engine, func(t *testing.T) {
			i.used(t)
			c := i.clientOf(t, "Elsa")
			path := filepath.Join(i.folder(), clientKeysFile)
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			fresh := seal.NewSecret() + "\n"
			put := func(text string) {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			put(fresh + string(old))
			i.must(t, "upkeep")
			put(fresh)
			i.must(t, "upkeep")
			if name := i.nameOf(t, c); name != "Elsa" {
				t.Errorf("under the new secret alone: %q", name)
			}
			put(string(old))
			if err := i.run(t, "upkeep"); err == nil || !strings.Contains(err.Error(), "another installation or node") {
				t.Errorf("under the old one alone: %v", err)
			}
		})
	}
}

func TestSecretsThatCannotBeReadOrMustBeNamedSayWhatToDo(t *testing.T) {
	folder := t.TempDir()
	broken := filepath.Join(folder, "broken")
	if err := os.WriteFile(broken, []byte("not a secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		s    settings
		want string
	}{
		"a named file that is not there":    {settings{Data: folder, ClientKeys: filepath.Join(folder, "none")}, "openssl rand -base64 32"},
		"a file that is no file of secrets": {settings{Data: folder, ClientKeys: broken}, "take it from its copy"},
		"PostgreSQL over HTTPS":             {settings{Data: folder, Database: "postgres://x", Public: "https://rinnalla.example.fi"}, "RINNALLA_CLIENT_KEYS"},
	} {
		if _, err := c.s.ring(); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "not a secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names := namesIn(t, folder); len(names) != 1 {
		t.Errorf("something was made: %v", names)
	}
	for _, s := range []settings{{Data: folder}, {Data: folder, Database: "postgres://x"}} {
		if _, err := s.ring(); err != nil {
			t.Error(err)
		}
	}
}
