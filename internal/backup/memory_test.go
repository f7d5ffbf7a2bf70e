package backup_test

import (
	"bytes"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"testing"

	"rinnalla/internal/db"
	"rinnalla/internal/testworld"
)

var raced bool

func TestMemoryStaysBoundedHoweverManyRowsThereAre(t *testing.T) {
	const most = 120 << 20
	rows := 300_000
	if raced {
		rows = 30_000
	}
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		manyRows(t, w, rows)
		var stream []byte
		if grown := peak(t, func() { stream, _ = create(t, w) }); grown > most {
			t.Errorf("the backup took %d MB", grown>>20)
		} else {
			t.Logf("%d rows: %d MB written, memory grew by %d MB", rows, len(stream)>>20, grown>>20)
		}
		place := places(t)[w.DB.Engine()]
		grown := peak(t, func() {
			if s, err := restore(place, stream, ours); err != nil || s.Rows() < int64(rows) {
				t.Errorf("%+v %v", s, err)
			}
		})
		if t.Logf("restored: memory grew by %d MB", grown>>20); grown > most {
			t.Errorf("the restore took %d MB", grown>>20)
		}
	})
}

// manyRows fills a table that has little of its own: 300,000 rows are 60 MB, and more in any other form.
func manyRows(t *testing.T, w *testworld.World, n int) {
	t.Helper()
	into := "INSERT INTO staff_throttle (key, tries, last_at, open_at) "
	statement := into + `WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $1)
		SELECT CAST(printf('%0100d', n) AS blob), n, $2, $2 FROM c`
	if w.DB.Engine() == db.Postgres {
		statement = into + "SELECT CAST(lpad(CAST(n AS text), 100, '0') AS bytea), n, $2, $2 FROM generate_series(1, $1) AS n"
	}
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(statement, n, testworld.Friday)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// peak is by how much the memory of the whole process grew at most while fn ran.
func peak(t *testing.T, fn func()) int64 {
	t.Helper()
	if raced {
		// Under the race detector pools forget on purpose what they are given, here buffers of 4 MB for each migration. Collected early,
		// they do not add up to what is measured; what the program holds on to stays as it is.
		defer debug.SetGCPercent(debug.SetGCPercent(10))
	}
	debug.FreeOSMemory()
	// 5 resets the mark of the most that was ever used.
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	before := resident(t)
	fn()
	return resident(t) - before
}

func resident(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	kilobytes, err := strconv.ParseInt(string(bytes.TrimSpace(found[1])), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}
