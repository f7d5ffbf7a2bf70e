package main

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/testworld/cluster"
)

// installation is the flags of an installation: its folder and its database.
type installation []string

func (i installation) folder() string { return i[1] }

func (i installation) settings() *settings {
	s := &settings{Data: i.folder(), Addr: "127.0.0.1:0"}
	if len(i) > 2 {
		s.Database = i[3]
	}
	return s
}

func (i installation) run(t *testing.T, args ...string) error {
	t.Helper()
	return run(t.Context(), append(slices.Clone(i), args...))
}

func (i installation) must(t *testing.T, args ...string) {
	t.Helper()
	if err := i.run(t, args...); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
}

// installations are new ones, one on each engine that this run has.
func installations(t *testing.T) map[string]installation {
	t.Helper()
	if err := cluster.CheckEngines(); err != nil {
		t.Fatal(err)
	}
	all := map[string]installation{"sqlite": {"--data", filepath.Join(t.TempDir(), "data")}}
	if server, shared := cluster.Shared(); shared {
		url, drop, err := server.NewDatabase(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := drop(); err != nil {
				t.Error(err)
			}
		})
		all["postgres"] = installation{"--data", filepath.Join(t.TempDir(), "data"), "--database", url}
	}
	return all
}

// keyPair makes the flags for making and for opening a backup.
func keyPair(t *testing.T) (recipient, identity string) {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup-key")
	if err := os.WriteFile(path, []byte("# kept in the safe\n"+key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return key.Recipient().String(), path
}

// used is an installation with an owner and all its files.
func (i installation) used(t *testing.T) {
	t.Helper()
	i.must(t, "migrate")
	i.must(t, "user", "olli@example.fi", "--name", "Olli Oja")
	if _, err := i.settings().keys(); err != nil {
		t.Fatal(err)
	}
}

func TestABackupIsRestoredOnEitherEngineWithItsKeysAndItsLog(t *testing.T) {
	for from, source := range installations(t) {
		recipient, identity := keyPair(t)
		source.used(t)
		file := filepath.Join(t.TempDir(), "night.age")
		source.must(t, "backup", "--to", file, "--recipient", recipient)
		source.must(t, "restore", file, "--identity", identity, "--check")
		if names := namesIn(t, source.folder()); slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, ".restoring") }) {
			t.Errorf("the check left something behind: %v", names)
		}
		for to, place := range installations(t) {
			t.Run(from+" into "+to, func(t *testing.T) {
				place.must(t, "restore", file, "--identity", identity)
				place.must(t, "verify-log")
				for _, name := range keptFiles {
					was, err := os.ReadFile(filepath.Join(source.folder(), name))
					if err != nil {
						t.Fatal(err)
					}
					is, err := os.ReadFile(filepath.Join(place.folder(), name))
					if err != nil {
						t.Fatal(err)
					}
					if name == act.CheckpointFile { // both have gone on
						was, is = was[:100], is[:100]
					}
					if !bytes.Equal(was, is) {
						t.Errorf("%s: %q became %q", name, was, is)
					}
				}
				if err := place.run(t, "restore", file, "--identity", identity); err == nil || !strings.Contains(err.Error(), "empty database") {
					t.Errorf("restored over a used installation: %v", err)
				}
			})
		}
	}
}

func TestABackupKnowsEveryFileThatTheServerMakes(t *testing.T) {
	for engine, i := range installations(t) {
		t.Run(engine, func(t *testing.T) {
			i.used(t)
			s := i.settings()
			d, acts, err := s.openMigrated(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			server := &server{settings: s, acts: acts, log: slog.New(slog.DiscardHandler)}
			if _, err := server.prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			for _, name := range namesIn(t, i.folder()) {
				// The secrets that wrap clients' keys go with the copy of the keys.
				if name != "rinnalla.db" && name != clientKeysFile && !slices.Contains(keptFiles, name) {
					t.Errorf("no backup has %s", name)
				}
			}
		})
	}
}

func TestWhatACommandLoggedIsSealedAlsoWhenItWasRefused(t *testing.T) {
	for engine, i := range installations(t) {
		t.Run(engine, func(t *testing.T) {
			i.used(t)
			before := i.audit(t)
			err := i.settings().acting(t.Context(), func(acts *act.Acts) error {
				err := acts.Write(t.Context(), access.Terminal(), func(tx *act.Tx) error {
					return tx.Require(access.KeepSettings, access.All("test", access.Installation))
				})
				return errors.Join(err, refused{"nothing was imported"})
			})
			if err == nil || !strings.Contains(err.Error(), "nothing was imported") {
				t.Fatal(err)
			}
			if after := i.audit(t); after.Entries != before.Entries+1 || after.Seals != before.Seals+1 || after.Waiting != before.Waiting || len(after.Findings) > 0 {
				t.Errorf("%+v after %+v", after, before)
			}
		})
	}
}

func (i installation) audit(t *testing.T) act.Audit {
	t.Helper()
	d, acts, err := i.settings().openMigrated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := acts.VerifyLog(t.Context(), nil)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	return a
}

func namesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWhatCannotBeBackedUpOrRestoredSaysWhatToDo(t *testing.T) {
	recipient, identity := keyPair(t)
	stranger, strangersKey := keyPair(t)
	source := installations(t)["sqlite"]
	source.used(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "night.age")
	source.must(t, "backup", "--to", file, "--recipient", recipient+","+stranger)
	source.must(t, "restore", file, "--identity", strangersKey, "--check")
	other := installations(t)["sqlite"]
	other.used(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut, keyFile := filepath.Join(folder, "cut.age"), filepath.Join(folder, "recipients")
	if err := os.WriteFile(cut, text[:len(text)-10], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, []byte("# nobody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, wrong := keyPair(t)
	for _, c := range []struct {
		i    installation
		args []string
		want string
	}{
		{source, []string{"backup", "--to", file, "--recipient", recipient}, "is there already"},
		{source, []string{"backup", "--to", filepath.Join(folder, "no", "folder.age"), "--recipient", recipient}, "--to"},
		{source, []string{"backup", "--to", filepath.Join(folder, "x.age")}, "--recipient"},
		{source, []string{"backup", "--to", filepath.Join(folder, "x.age"), "--recipient", "age1nonsense"}, "recipients"},
		{source, []string{"backup", "--to", filepath.Join(folder, "x.age"), "--recipients-file", keyFile}, "recipients"},
		{source, []string{"restore", file, "--identity", wrong, "--check"}, "identity file of one of the recipients"},
		{source, []string{"restore", cut, "--identity", identity, "--check"}, "another copy"},
		{source, []string{"restore", file, "--identity", keyFile, "--check"}, "identity file"},
		{source, []string{"restore", file, "--identity", identity}, "empty database only"},
		{other, []string{"restore", file, "--identity", identity, "--check"}, "another installation"},
	} {
		if err := c.i.run(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want a word of %q", c.args, err, c.want)
		}
	}
	if names := namesIn(t, folder); len(names) != 4 {
		t.Errorf("unfinished files: %v", names)
	}
}

func TestAFolderWithOtherKeysIsNotRestoredInto(t *testing.T) {
	recipient, identity := keyPair(t)
	source := installations(t)["sqlite"]
	source.used(t)
	file := filepath.Join(t.TempDir(), "night.age")
	source.must(t, "backup", "--to", file, "--recipient", recipient)
	place := installations(t)["sqlite"]
	if err := os.MkdirAll(place.folder(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := act.OpenNotary(place.folder()); err != nil {
		t.Fatal(err)
	}
	if err := place.run(t, "restore", file, "--identity", identity); err == nil || !strings.Contains(err.Error(), "another installation") {
		t.Fatal(err)
	}
	for _, name := range []string{act.KeyFile, act.PublicFile} {
		if err := os.Remove(filepath.Join(place.folder(), name)); err != nil {
			t.Fatal(err)
		}
	}
	place.must(t, "restore", file, "--identity", identity)
}

func TestABackupWhoseLogWasMeddledWithIsNotGood(t *testing.T) {
	recipient, identity := keyPair(t)
	source := installations(t)["sqlite"]
	source.used(t)
	// A checkpoint of an hour ago that the database has never heard of: its tail was cut.
	n, err := act.OpenNotary(source.folder())
	if err != nil {
		t.Fatal(err)
	}
	err = n.Note([]act.Seal{{Organisation: access.Installation, Year: 2026, No: 7, At: now().Add(-time.Hour), Chain: []byte("cut")}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "night.age")
	source.must(t, "backup", "--to", file, "--recipient", recipient)
	if err := source.run(t, "restore", file, "--identity", identity, "--check"); err == nil || !strings.Contains(err.Error(), "use log is not whole") {
		t.Fatal(err)
	}
}

func TestUpkeepIsRecordedAndADryRunRemovesNothing(t *testing.T) {
	for engine, i := range installations(t) {
		t.Run(engine, func(t *testing.T) {
			i.used(t)
			for _, args := range [][]string{{"upkeep", "--dry-run"}, {"upkeep"}} {
				before := logged(t, i)
				i.must(t, args...)
				if after := logged(t, i); after <= before {
					t.Errorf("%v: %d entries, then %d", args, before, after)
				}
				i.must(t, "verify-log")
			}
		})
	}
}

func logged(t *testing.T, i installation) int {
	t.Helper()
	d, acts, err := i.settings().open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	audit, err := acts.VerifyLog(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return audit.Entries
}

func TestALogWhoseCheckpointsWereRemovedIsNotCalledWhole(t *testing.T) {
	for engine, place := range installations(t) {
		t.Run(engine, func(t *testing.T) {
			place.used(t)
			place.must(t, "user", "oona@example.fi", "--name", "Oona Oja")
			place.must(t, "user", "aino@example.fi", "--name", "Aino Oja")
			place.must(t, "verify-log")
			file := filepath.Join(place.folder(), act.CheckpointFile)
			kept, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := bytes.SplitAfter(kept, []byte("\n"))
			for what, left := range map[string][]byte{"the file": nil, "its beginning": bytes.Join(lines[len(lines)-2:], nil)} {
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
				if left != nil {
					if err := os.WriteFile(file, left, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				if err := place.run(t, "verify-log"); err == nil || !strings.Contains(err.Error(), "no checkpoint in "+file) {
					t.Errorf("%s was removed: %v", what, err)
				}
				place.must(t, "verify-log", "--incomplete-checkpoints")
				if err := os.WriteFile(file, kept, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			place.must(t, "verify-log")
		})
	}
}
