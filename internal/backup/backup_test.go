package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/backup"
	"rinnalla/internal/boundary"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/cluster"
)

var ours, others = newIdentity(), newIdentity()

func newIdentity() *age.X25519Identity {
	i, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	return i
}

// places are empty databases: one for each engine that this run has.
func places(t *testing.T) map[db.Engine]*db.DB {
	t.Helper()
	all := map[db.Engine]*db.DB{db.SQLite: open(t, filepath.Join(t.TempDir(), "restored.db"))}
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
		all[db.Postgres] = open(t, url)
	}
	return all
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func create(t *testing.T, w *testworld.World, files ...backup.File) ([]byte, backup.Summary) {
	t.Helper()
	var out bytes.Buffer
	s, err := backup.Create(t.Context(), w.DB, &out, []age.Recipient{ours.Recipient()}, backup.Manifest{Program: "test", Made: w.Clock.Now()}, files)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), s
}

func restore(d *db.DB, stream []byte, with age.Identity) (backup.Summary, error) {
	return backup.Restore(context.Background(), d, bytes.NewReader(stream), []age.Identity{with}, func(string, io.Reader) error { return nil })
}

// odd are values that a careless form of text would lose.
var odd = []string{
	`INSERT INTO outreach_place (id, organisation, kind, name, name_folded, municipality, address, latitude, longitude, partner,
		opening, low_threshold, first_day, last_day, version) VALUES
		('01900000-0000-7000-8000-00000000f001', '01900000-0000-7000-8000-0000000000a1', 'street',
		'Torin laita \ "kulma" ''🜁''', '', '049', 'rivi' || $1 || 'toinen', 60.123456789012345, -0.1, NULL, '\N', true, '2026-02-28', NULL, 9223372036854775807)`,
	`INSERT INTO outreach_place (id, organisation, kind, name, name_folded, municipality, address, latitude, longitude, partner,
		opening, low_threshold, first_day, last_day, version) VALUES
		('01900000-0000-7000-8000-00000000f002', '01900000-0000-7000-8000-0000000000a1', 'Ähtäri', '\.', 'å', 'Z', $1, 1e-300, 1e300,
		'01900000-0000-7000-8000-00000000f001', '', false, NULL, '1999-12-31', -1)`,
}

// lively is a world in which things have happened, with its log's checkpoints.
func lively(t *testing.T, w *testworld.World) *act.Notary {
	t.Helper()
	n, err := act.OpenNotary(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for i, statement := range odd {
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			if err := tx.Require(access.KeepPlaces, access.All("place", testworld.North)); err != nil {
				return err
			}
			_, err := tx.Exec(statement, []string{"\r\n\t\\x", "\\"}[i])
			return err
		})
	}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		for key, open := range map[string]string{"": "2026-11-20T14:55:00.000001Z", "\x00\\\n\xff": "1999-01-01T00:00:00Z"} {
			if _, err := tx.Exec("INSERT INTO staff_throttle (key, tries, last_at, open_at) VALUES ($1, 0, $2, $3)", []byte(key), tx.Now, open); err != nil {
				return err
			}
		}
		return tx.Require(access.ReadVisits, access.Subject{Organisation: testworld.North, Unit: testworld.NorthUnit, Kind: "visit"})
	})
	outlines, err := boundary.Read(strings.NewReader(square), boundary.Order{Source: "Keksitty \t\\ kartta", Day: w.Clock.Now().Date()}, w.Clock.Now().Date())
	if err != nil {
		t.Fatal(err)
	}
	w.Write(testworld.Olli, func(tx *act.Tx) error {
		_, err := boundary.Replace(tx, outlines)
		return err
	})
	seal(t, w, n)
	return n
}

// square is an invented boundary.
const square = `{"type":"FeatureCollection","features":[{"properties":{"code":"205"},"geometry":{"type":"Polygon","coordinates":[[[27,64],[28,64],[28,65],[27,65]]]}}]}`

func seal(t *testing.T, w *testworld.World, n *act.Notary) {
	t.Helper()
	seals, err := w.Acts.SealLog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Note(seals); err != nil {
		t.Fatal(err)
	}
}

func TestARestoredDatabaseIsTheSameRowByRowOnEitherEngine(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		n := lively(t, w)
		stream, made := create(t, w)
		noted, err := n.Checkpoints()
		if err != nil {
			t.Fatal(err)
		}
		want := backup.Texts(t, w.DB)
		if want["outreach_place"] == "" || want["staff_throttle"] == "" || want["act_seal"] == "" || want["boundary_import"] == "" || want["boundary_outline"] == "" {
			t.Fatalf("the world is not lively: %v", want)
		}
		for engine, place := range places(t) {
			t.Run("into "+string(engine), func(t *testing.T) {
				restored, err := restore(place, stream, ours)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(restored.Tables, made.Tables) || restored.Manifest != made.Manifest || made.Manifest.Engine != w.DB.Engine() {
					t.Errorf("made %+v, restored %+v", made, restored)
				}
				if got := backup.Texts(t, place); !maps.Equal(got, want) {
					t.Errorf("restored %v\nwant %v", got, want)
				}
				audit, err := act.New(place, w.Clock.Now).VerifyLog(t.Context(), noted)
				if err != nil || len(audit.Findings) > 0 || audit.Entries != 4 {
					t.Errorf("%+v, %v", audit, err)
				}
			})
		}
	})
}

func TestABackupUnderWritersIsOneMoment(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Clock.Advance(time.Since(testworld.Friday.Time())) // entries that are not sealed yet are young by the machine's clock
		n := lively(t, w)
		ctx, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for range 4 {
			writers.Go(func() {
				for ctx.Err() == nil {
					if err := twins(w); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		writers.Go(func() {
			for ctx.Err() == nil {
				seal(t, w, n)
			}
		})
		var streams [][]byte
		for range 3 {
			stream, _ := create(t, w)
			streams = append(streams, stream)
		}
		stop()
		writers.Wait()
		seal(t, w, n)
		for _, stream := range streams {
			place := open(t, filepath.Join(t.TempDir(), "restored.db"))
			if _, err := restore(place, stream, ours); err != nil {
				t.Fatal(err)
			}
			got := backup.Texts(t, place)
			if topics, partners := strings.Count(got["outreach_topic"], "\n"), strings.Count(got["outreach_partner"], "\n"); topics != partners {
				t.Errorf("%d topics and %d partners: half of an act", topics, partners)
			}
			audit, err := act.New(place, w.Clock.Now).VerifyLog(t.Context(), nil)
			if err != nil || len(audit.Findings) > 0 {
				t.Errorf("%+v, %v", audit, err)
			}
		}
	})
}

// twins adds one row to each of two tables in one act.
func twins(w *testworld.World) error {
	return w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
		if err := tx.Require(access.KeepPlaces, access.All("place", testworld.North)); err != nil {
			return err
		}
		one := id.New[access.Thing]()
		_, err := tx.Exec(`INSERT INTO outreach_topic (id, organisation, code, name_fi, name_sv, name_en, name_selko, position, active, version)
			VALUES ($1, $2, $3, '', '', '', '', 1, true, 1)`, one, testworld.North, one.String())
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO outreach_partner (id, organisation, kind, name, name_folded, contact_role, phone, email, note, version)
			VALUES ($1, $2, 'shop', '', '', '', '', '', '', 1)`, one, testworld.North)
		return err
	})
}

func TestTheFilesOfTheInstallationComeBack(t *testing.T) {
	w := testworld.New(t)
	long := strings.Repeat("a line of a checkpoint\n", 10_000)
	file := func(name, text string) backup.File {
		return backup.File{Name: name, Size: int64(len(text)), Content: strings.NewReader(text + "written meanwhile")}
	}
	stream, _ := create(t, w, file("log-key", "secret\n"), file("empty", ""), file("log-checkpoints.jsonl", long))
	kept := map[string]string{}
	_, err := backup.Restore(t.Context(), open(t, filepath.Join(t.TempDir(), "restored.db")), bytes.NewReader(stream), []age.Identity{ours},
		func(name string, content io.Reader) error {
			text, err := io.ReadAll(content)
			kept[name] = string(text)
			return err
		})
	if err != nil || !maps.Equal(kept, map[string]string{"log-key": "secret\n", "empty": "", "log-checkpoints.jsonl": long}) {
		t.Fatalf("%v %v", kept, err)
	}
}

func TestWhatCannotBeRestoredSaysWhatToDoAndLeavesNothing(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		lively(t, w)
		stream, _ := create(t, w)
		tampered := bytes.Clone(stream)
		tampered[len(tampered)/2] ^= 1
		for name, c := range map[string]struct {
			stream []byte
			with   age.Identity
			want   error
		}{
			"another's key":       {stream, others, backup.ErrKey},
			"one changed byte":    {tampered, ours, backup.ErrDamaged},
			"a cut tail":          {stream[:len(stream)-1], ours, backup.ErrDamaged},
			"a cut half":          {stream[:len(stream)/2], ours, backup.ErrDamaged},
			"a cut head":          {stream[:40], ours, backup.ErrDamaged},
			"nothing":             {nil, ours, backup.ErrDamaged},
			"more after the end":  {append(bytes.Clone(stream), 'x'), ours, backup.ErrDamaged},
			"something else":      {[]byte("PRAGMA foreign_keys=OFF;"), ours, backup.ErrDamaged},
			"of a newer schema":   {backup.Sealed(t, ours.Recipient(), `rinnalla backup 1`, `{"manifest":{"program":"9","engine":"sqlite","schema":9999,"made":"2026-11-20T14:55:00.000000Z"}}`), ours, backup.ErrNewer},
			"of a newer form":     {backup.Sealed(t, ours.Recipient(), `rinnalla backup 2`), ours, backup.ErrNewer},
			"without its ending":  {backup.Shortened(t, stream, ours), ours, backup.ErrDamaged},
			"with one row edited": {backup.Edited(t, stream, ours, "Aino Ahola", "Aino Aalto"), ours, backup.ErrDamaged},
		} {
			t.Run(name, func(t *testing.T) {
				place := places(t)[w.DB.Engine()]
				if _, err := restore(place, c.stream, c.with); !errors.Is(err, c.want) {
					t.Errorf("%v", err)
				}
				if rows := backup.Texts(t, place); rows["act_log"] != "" || rows["outreach_place"] != "" {
					t.Errorf("half a restore: %v", rows)
				}
				if _, err := restore(place, stream, ours); err != nil {
					t.Errorf("the whole backup afterwards: %v", err)
				}
			})
		}
	})
}

func TestADatabaseInUseIsNeverRestoredOver(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		stream, _ := create(t, w)
		if _, err := restore(w.DB, stream, ours); err != nil {
			t.Fatalf("migrated and never used: %v", err)
		}
		lively(t, w)
		before := backup.Texts(t, w.DB)
		if _, err := restore(w.DB, stream, ours); !errors.Is(err, backup.ErrNotEmpty) {
			t.Fatal(err)
		}
		if !maps.Equal(before, backup.Texts(t, w.DB)) {
			t.Fatal("its rows changed")
		}
	})
	for engine, place := range places(t) {
		t.Run("into "+string(engine), func(t *testing.T) {
			err := place.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec("CREATE TABLE somebody_elses (id bigint PRIMARY KEY)")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			stream, _ := create(t, testworld.New(t))
			if _, err := restore(place, stream, ours); !errors.Is(err, backup.ErrNotEmpty) {
				t.Fatal(err)
			}
		})
	}
}

func TestAnOlderBackupIsBroughtToTheNewestSchema(t *testing.T) {
	for engine, place := range places(t) {
		t.Run("into "+string(engine), func(t *testing.T) {
			old := open(t, filepath.Join(t.TempDir(), "old.db"))
			if _, err := old.MigrateTo(t.Context(), 4); err != nil {
				t.Fatal(err)
			}
			w := &testworld.World{TB: t, DB: old, Clock: &testworld.Clock{}}
			stream, made := create(t, w)
			if _, err := restore(place, stream, ours); err != nil {
				t.Fatal(err)
			}
			pending, err := place.Pending(t.Context())
			if err != nil || pending != 0 || made.Manifest.Schema != 4 {
				t.Fatalf("%d pending, %v, made at %d", pending, err, made.Manifest.Schema)
			}
		})
	}
}

func TestABackupIsForSomebody(t *testing.T) {
	w := testworld.New(t)
	if _, err := backup.Create(t.Context(), w.DB, io.Discard, nil, backup.Manifest{}, nil); err == nil {
		t.Fatal("a backup for nobody")
	}
	var out bytes.Buffer
	for _, files := range [][]backup.File{
		{{Name: "../escape", Content: strings.NewReader("")}},
		{{Name: "short", Size: 5, Content: strings.NewReader("abc")}},
	} {
		if _, err := backup.Create(t.Context(), w.DB, &out, []age.Recipient{ours.Recipient()}, backup.Manifest{}, files); err == nil {
			t.Errorf("%s went in", files[0].Name)
		}
	}
}

func TestAFullDiskUnderTheBackupIsAnError(t *testing.T) {
	w := testworld.New(t)
	lively(t, w)
	whole, _ := create(t, w)
	for _, room := range []int{0, 100, len(whole) - 1} {
		if _, err := backup.Create(t.Context(), w.DB, &small{room}, []age.Recipient{ours.Recipient()}, backup.Manifest{Made: w.Clock.Now()}, nil); err == nil {
			t.Errorf("a backup in %d bytes", room)
		}
	}
}

type small struct{ room int }

func (s *small) Write(p []byte) (int, error) {
	if len(p) > s.room {
		return 0, fmt.Errorf("no space left on device")
	}
	s.room -= len(p)
	return len(p), nil
}
