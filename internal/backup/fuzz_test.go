package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"rinnalla/internal/civil"
)

// FuzzStream reads what somebody sealed well and meant badly: it ends with a
// clear error or is read to its end, and never holds more than a line.
func FuzzStream(f *testing.F) {
	whole := strings.Join([]string{
		firstLine,
		`{"manifest":{"program":"1","engine":"sqlite","schema":30,"made":"2026-11-20T14:55:00.000000Z"}}`,
		`{"file":{"name":"log-key","size":7}}`, "secret\n",
		`{"table":{"name":"a","columns":[{"name":"id","kind":"uuid"},{"name":"n","kind":"bigint"}]}}`,
		"01900000-0000-7000-8000-0000000000a1\t5", `\N` + "\t-1", endOfRows,
		`{"rows":{"rows":2,"sha256":"00"}}`,
		`{"end":{"tables":1,"rows":2}}`, "",
	}, "\n")
	f.Add([]byte(whole))
	f.Add([]byte(strings.Replace(whole, "log-key", "../key", 1)))
	f.Add([]byte(strings.Replace(whole, `"size":7`, `"size":999999999999`, 1)))
	f.Add([]byte(strings.Replace(whole, endOfRows, `\\.`, 1)))
	f.Add([]byte(whole[:len(whole)/2]))
	f.Fuzz(func(t *testing.T, stream []byte) {
		err := readAll(&reader{in: bufio.NewReaderSize(bytes.NewReader(stream), 64)})
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
			t.Errorf("not a clear error: %v", err)
		}
	})
}

// readAll reads a stream as Restore does, without a database.
func readAll(r *reader) error {
	if _, err := r.manifest(); err != nil {
		return err
	}
	_, next, err := r.files(func(name string, content io.Reader) error {
		if strings.ContainsAny(name, "/\x00") || name == ".." {
			return errors.New("a name that leads elsewhere: " + name)
		}
		_, err := io.Copy(io.Discard, content)
		return err
	})
	tables, count := 0, int64(0)
	for ; err == nil && next.Table != nil; next, err = r.section() {
		in := r.rows()
		b := batch{told: *next.Table, most: math.MaxInt}
		for {
			line, err := in.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if err := b.add(line); err != nil {
				return err
			}
		}
		if _, err := in.found(next.Table.Name); err != nil {
			return err
		}
		tables, count = tables+1, count+in.count
	}
	if err != nil || next.End == nil {
		return err
	}
	return r.end(*next.End, tables, count)
}

// FuzzValue: every value comes back from its text as what it was, and the text
// never breaks a row.
func FuzzValue(f *testing.F) {
	f.Add("Torin laita", int64(-1), 60.5, []byte{0, '\\', '\n'}, true)
	f.Add("\\N\t\r\n\\.", int64(math.MaxInt64), math.Inf(-1), []byte{}, false)
	f.Fuzz(func(t *testing.T, s string, n int64, x float64, b []byte, yes bool) {
		if math.IsNaN(x) || x == 0 {
			x = 1
		}
		for k, v := range map[kind]any{kindText: s, kindNumber: n, kindReal: x, kindBytes: b, kindBoolean: yes} {
			text, err := k.appendText(nil, v)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.ContainsAny(text, "\t\n\r") || string(text) == null {
				t.Errorf("%s %v: %q breaks the row", k, v, text)
			}
			back, err := k.parse(text)
			if err != nil {
				t.Fatalf("%s %v: %q: %v", k, v, text, err)
			}
			if again, err := k.appendText(nil, back); err != nil || !bytes.Equal(again, text) {
				t.Errorf("%s %v: %q became %q, %v", k, v, text, again, err)
			}
			if k == kindText && back != v {
				t.Errorf("%q became %q", v, back)
			}
		}
	})
}

func TestEveryKindOfValueHasOneTextOnBothEngines(t *testing.T) {
	moment := civil.At(civil.Date{Year: 2026, Month: 11, Day: 20}, civil.Clock{Hour: 16})
	for _, c := range []struct {
		kind kind
		as   []any // as SQLite and as PostgreSQL give it
		want string
	}{
		{kindText, []any{nil}, `\N`},
		{kindText, []any{`\N`}, `\\N`},
		{kindText, []any{""}, ""},
		{kindBoolean, []any{int64(1), true}, "t"},
		{kindBoolean, []any{int64(0), false}, "f"},
		{kindDate, []any{"2026-11-20", moment.Time()}, "2026-11-20"},
		{kindInstant, []any{"2026-11-20T14:00:00.000000Z", "2026-11-20T14:00:00Z", moment.Helsinki()}, "2026-11-20T14:00:00.000000Z"},
		{kindBytes, []any{[]byte{0, 255}}, `\\x00ff`},
		{kindReal, []any{0.1, 0.1}, "0.1"},
		{kindReal, []any{math.Copysign(0, -1), 0.0}, "0"},
	} {
		for _, v := range c.as {
			text, err := c.kind.appendText(nil, v)
			if err != nil || string(text) != c.want {
				t.Errorf("%s %v: %q, %v; want %q", c.kind, v, text, err, c.want)
			}
		}
	}
	if _, err := kindBytes.appendText(nil, "text"); err == nil {
		t.Error("a text in a column of bytes went in")
	}
	if _, err := kindOf("jsonb"); err == nil {
		t.Error("a type that the format does not know went in")
	}
}
