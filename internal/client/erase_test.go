package client_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/backup"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/seal"
	"rinnalla/internal/testworld"
)

var opener = func() *age.X25519Identity {
	k, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	return k
}()

// backedUp is a backup as the command makes it, and the copy of the keys that is taken after it.
func backedUp(w *testworld.World) (night, copied []byte) {
	w.Helper()
	var rows, wrapped bytes.Buffer
	if _, err := backup.Create(w.Context(), w.DB, &rows, []age.Recipient{opener.Recipient()}, backup.Manifest{Made: w.Clock.Now()}, nil, client.Apart...); err != nil {
		w.Fatal(err)
	}
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		_, err := client.WriteKeys(tx, &wrapped, "")
		return err
	})
	return rows.Bytes(), wrapped.Bytes()
}

// restored is another installation into which a backup and a copy of the keys were restored.
func restored(w *testworld.World, night, copied []byte) *testworld.World {
	w.Helper()
	d, err := db.Open(w.Context(), filepath.Join(w.TempDir(), "restored.db"))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := d.Close(); err != nil {
			w.Error(err)
		}
	})
	if _, err := backup.Restore(w.Context(), d, bytes.NewReader(night), []age.Identity{opener}, nil); err != nil {
		w.Fatal(err)
	}
	there := &testworld.World{TB: w.TB, DB: d, Acts: act.New(d, w.Clock.Now), Clock: w.Clock}
	there.Acts.SealWith(testworld.Seals())
	r, err := client.OpenKeys(bytes.NewReader(copied))
	if err != nil {
		w.Fatal(err)
	}
	there.Write(access.Terminal(), func(tx *act.Tx) error {
		_, err := client.ReadKeys(tx, r)
		return err
	})
	markedAgain(there)
	return there
}

func markedAgain(w *testworld.World) {
	w.Helper()
	w.Write(access.Terminal(), func(tx *act.Tx) error {
		after, n, err := client.MarkAgain(tx, client.ClientID{})
		if err != nil || n == 0 {
			return err
		}
		_, _, err = client.MarkAgain(tx, after)
		return err
	})
}

func TestWhoeverIsErasedIsUnreadableHereAndInEveryBackup(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		gone, stays := unitTask(daavid(t), testworld.Aino), unitTask(client.Person{Given: "Elsa", Family: "Eronen", Identity: code(t, "elsa")}, testworld.Aino)
		registered(w, testworld.Aino, gone, stays)
		before, keysBefore := backedUp(w)
		if c, err := find(restored(w, before, keysBefore), testworld.Aino, gone.ID); err != nil || c.Name() != "Daavid Olavi Dufva" {
			t.Fatalf("before she is erased: %+v %v", c, err)
		}
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return client.Erase(tx, gone.ID) })
		if _, err := find(w, testworld.Aino, gone.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("she is still there: %v", err)
		}
		after, keysAfter := backedUp(w)
		for name, night := range map[string][]byte{"the backup made before": before, "the backup made after": after} {
			there := restored(w, night, keysAfter)
			c, err := find(there, testworld.Aino, gone.ID)
			if err == nil && (c.Name() != "" || !c.Identity.IsZero() || c.Phone+c.Address+c.Note != "" || !c.Locked) {
				t.Errorf("%s shows %+v", name, c)
			}
			for _, text := range []string{"dufva", "131052-9085"} {
				if s := search(there, testworld.Aino, text); len(s.Rows) != 0 || s.Hidden {
					t.Errorf("%s finds her by %q: %+v", name, text, s)
				}
			}
			if c, err := find(there, testworld.Aino, stays.ID); err != nil || c.Name() != "Elsa Eronen" {
				t.Errorf("%s has lost another: %+v %v", name, c, err)
			}
			if s := search(there, testworld.Aino, "eronen"); len(s.Rows) != 1 {
				t.Errorf("%s does not find another: %+v", name, s)
			}
		}
	})
}

func TestABackupHoldsNoKeysAndNoMarks(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		night, _ := backedUp(w)
		stream, err := age.Decrypt(bytes.NewReader(night), opener)
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := gzip.NewReader(stream)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		for _, table := range client.Apart {
			at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, `{"table":{"name":"`+table+`"`) })
			if at < 0 || lines[at+1] != `\.` {
				t.Errorf("%s has rows in the backup", table)
			}
		}
		if !strings.Contains(string(text), r.ID.String()) {
			t.Error("the client is not in the backup at all")
		}
	})
}

func TestOfWhoeverIsErasedTheCountsStay(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r, second := unitTask(daavid(t), testworld.Aino), unitTask(client.Person{Given: "Dave"}, testworld.Aino)
		registered(w, testworld.Aino, r, second)
		w.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.MergeRecords(tx, client.Merge{ID: id.New[client.Merge](), Client: second.ID, Into: r.ID, Reason: "Sama"})
		})
		if err := do(w, testworld.Aino, func(tx *act.Tx) error { return client.Erase(tx, r.ID) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("a worker erases: %v", err)
		}
		w.Write(testworld.Bertta, func(tx *act.Tx) error { return client.Erase(tx, second.ID) })
		if n := fact(w, "SELECT count(*) FROM client_keyset"); n[0] != "0" {
			t.Errorf("%s keys are left", n[0])
		}
		if n := fact(w, "SELECT count(*) FROM client_mark"); n[0] != "0" {
			t.Errorf("%s marks are left", n[0])
		}
		if facts := fact(w, "SELECT COALESCE(birth_year, 0) FROM fact_client"); !slices.Equal(facts, []string{"0"}) {
			t.Errorf("%q", facts)
		}
		if facts := fact(w, "SELECT unit FROM fact_client_relation WHERE kind = 'unit'"); len(facts) != 0 {
			t.Errorf("a relation that ended on its first day counts: %q", facts)
		}
		if err := do(w, testworld.Aino, func(tx *act.Tx) error {
			_, err := client.Register(tx, registration(daavid(t), testworld.Aino))
			return err
		}); err != nil {
			t.Errorf("she comes back as somebody new: %v", err)
		}
	})
}

func TestANewSecretMakesTheOldOneAndEveryOldCopyOfTheKeysUseless(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		ring := func(letters string) *seal.Ring {
			var secrets [][]byte
			for _, l := range letters {
				secrets = append(secrets, bytes.Repeat([]byte{byte(l)}, seal.SecretBytes))
			}
			made, err := seal.NewRing(secrets...)
			if err != nil {
				t.Fatal(err)
			}
			return made
		}
		check := func() error { return do(w, access.Terminal(), client.CheckSecrets) }
		renew := func() (n int) {
			w.Write(access.Terminal(), func(tx *act.Tx) (err error) {
				n, err = client.RenewKeys(tx)
				return err
			})
			return n
		}
		if err := check(); err != nil { // the secret of every world is sss…
			t.Fatal(err)
		}
		w.Acts.SealWith(ring("x"))
		if err := check(); !errors.Is(err, client.ErrSecret) {
			t.Errorf("a node with a foreign secret starts: %v", err)
		}
		w.Acts.SealWith(ring("ns"))
		if err := check(); err != nil {
			t.Fatal(err)
		}
		if s := search(w, testworld.Aino, "dufva"); len(s.Rows) != 1 {
			t.Errorf("while both are there: %+v", s)
		}
		if n, again := renew(), renew(); n != 1 || again != 0 {
			t.Errorf("%d, then %d were renewed", n, again)
		}
		w.Acts.SealWith(ring("n"))
		if err := check(); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"dufva", "131052-9085"} {
			if s := search(w, testworld.Aino, text); len(s.Rows) != 1 {
				t.Errorf("%q under the new secret alone: %+v", text, s)
			}
		}
		if n, again := renew(), renew(); n != 1 || again != 0 {
			t.Errorf("%d, then %d were tidied up", n, again)
		}
		if n := fact(w, "SELECT count(*) FROM client_code_mark"); n[0] != "1" {
			t.Errorf("%s marks of one code", n[0])
		}
		w.Acts.SealWith(ring("s"))
		if err := check(); !errors.Is(err, client.ErrSecret) {
			t.Errorf("a node that has only the old secret starts: %v", err)
		}
	})
}

func TestACutOrBentCopyOfTheKeysIsRefused(t *testing.T) {
	w := testworld.New(t)
	registered(w, testworld.Aino, registration(daavid(t), testworld.Aino))
	_, copied := backedUp(w)
	for what, bent := range map[string]string{
		"nothing": "", "no copy": "{}", "cut after its head": strings.SplitAfter(string(copied), "\n")[0],
		"cut before its end": string(copied[:bytes.LastIndexByte(copied[:len(copied)-1], '\n')]),
		"a key missing":      strings.Join(slices.Delete(strings.SplitAfter(string(copied), "\n"), 1, 2), ""),
		"something else":     "<html></html>",
	} {
		r, err := client.OpenKeys(strings.NewReader(bent))
		if err == nil {
			err = do(w, access.Terminal(), func(tx *act.Tx) error {
				_, err := client.ReadKeys(tx, r)
				return err
			})
		}
		if !errors.Is(err, client.ErrCopy) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzReadKeys(f *testing.F) {
	f.Add("{\"head\":\"rinnalla client keys 1\"}\n{\"client\":\"01900000-0000-7000-8000-0000000000c1\",\"by\":\"00\",\"key\":\"AAAA\"}\n{\"end\":1}\n")
	f.Add("{\"head\":\"rinnalla client keys 1\"}\n{\"end\":-1}")
	f.Add("[")
	w := testworld.New(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := client.OpenKeys(strings.NewReader(text))
		if err != nil {
			return
		}
		err = w.Acts.Write(t.Context(), access.Terminal(), func(tx *act.Tx) error {
			n, err := client.ReadKeys(tx, r)
			if n > 0 {
				t.Error("somebody got a key in an empty register")
			}
			return err
		})
		if err != nil && !errors.Is(err, client.ErrCopy) {
			t.Fatal(err)
		}
	})
}
