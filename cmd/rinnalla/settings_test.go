package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/db"
)

func TestAWrongSettingSaysWhatIsRight(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	home := installation{"--data", filepath.Join(t.TempDir(), "data"), "--addr", "127.0.0.1:0"}
	home.must(t, "migrate")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a listening address without a port":   {[]string{"--addr", "nonsense"}, "127.0.0.1:8080"},
		"a listening address that is in use":   {[]string{"--addr", taken.Addr().String()}, "--addr"},
		"an address for people with no scheme": {[]string{"--public", "rinnalla.example.fi"}, "https://rinnalla.example.fi"},
		"an address for people with a path":    {[]string{"--public", "https://rinnalla.example.fi/sosiaali"}, "without a path"},
		"an address of another protocol":       {[]string{"--public", "ftp://rinnalla.example.fi"}, "https://rinnalla.example.fi"},
		"metrics for everybody":                {[]string{"--metrics", "0.0.0.0:9464"}, "loopback"},
		"metrics on an address that is in use": {[]string{"--metrics", taken.Addr().String()}, "--metrics"},
		"a threshold that hides nobody":        {[]string{"--threshold", "1"}, "2 or more"},
		"a repeat before the first time":       {[]string{"--repeat-after", "4000"}, "0 to 3650"},
		"a mean over one answer":               {[]string{"--mean-from", "0"}, "2 or more"},
	} {
		err := home.run(t, append([]string{"serve"}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestTheAddressThatPeopleUseDecidesWhetherCookiesAreSecure(t *testing.T) {
	for given, want := range map[string]string{
		"HTTPS://Rinnalla.Example.fi/": "https://rinnalla.example.fi", "http://localhost:8080": "http://localhost:8080", "": "http://localhost:8080",
	} {
		s := settings{Addr: ":8080", Public: given}
		if err := s.check(); err != nil || s.public() != want || s.secure() != strings.HasPrefix(want, "https") {
			t.Errorf("%q is %q, secure %v: %v", given, s.public(), s.secure(), err)
		}
	}
}

func TestASettingsFileIsReadOrRefusedButNeverPassedOver(t *testing.T) {
	home := installation{"--data", filepath.Join(t.TempDir(), "data")}
	file := filepath.Join(t.TempDir(), "rinnalla.json")
	for text, want := range map[string]string{
		`{"addr": "nonsense"}`:           `"nonsense" is no address`,
		`{"adress": "127.0.0.1:8080"}`:   `no setting "adress"`,
		`{"serve": {"threshold": 7}}`:    `no setting "serve"`,
		`{"log-level": "warn"}`:          `no setting "log-level"`,
		`{"addr": `:                      "is not JSON",
		`{"log_level": "loud"}`:          "debug",
		`{"log_level": "warn"}`:          "there is no database",
		`{"threshold": 7, "addr": 8080}`: "--addr",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := home.run(t, "--config", file, "serve")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestAFlagGoesBeforeTheEnvironmentAndThatBeforeTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rinnalla.json")
	if err := os.WriteFile(file, []byte(`{"addr": "file", "proxied": true}`), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) string {
		err := run(t.Context(), append([]string{"--config", file, "--data", t.TempDir(), "serve"}, args...))
		if err == nil {
			t.Fatal("an address without a port is taken")
		}
		given, _, _ := strings.Cut(err.Error(), " is no address")
		return given
	}
	if got := ask(); got != `"file"` {
		t.Errorf("of the file alone: %s", got)
	}
	t.Setenv("RINNALLA_ADDR", "environment")
	if got := ask(); got != `"environment"` {
		t.Errorf("of file and environment: %s", got)
	}
	if got := ask("--addr", "flag"); got != `"flag"` {
		t.Errorf("of all three: %s", got)
	}
}

func TestNobodyElseReadsWhatTheProgramWrites(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	home := installation{"--data", folder}
	home.must(t, "migrate")
	home.must(t, "user", "olli@rinnalla.example", "--name", "Olli Oja")
	files, err := os.ReadDir(folder)
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if about, err := f.Info(); err != nil || about.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v", f.Name(), about.Mode(), err)
		}
	}
}

func TestWhoNamesTheDemosFolderIsToldItsDatabase(t *testing.T) {
	folder := t.TempDir()
	made := filepath.Join(folder, "demo.db")
	if err := os.WriteFile(made, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (installation{"--data", folder}).run(t, "verify-log"); err == nil || !strings.Contains(err.Error(), "--database "+made) {
		t.Error(err)
	}
}

// A mistyped folder is no empty installation.
func TestCommandsThatNeedADatabaseDoNotMakeOne(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "typo")
	home := installation{"--data", folder}
	for _, command := range [][]string{{"verify-log"}, {"upkeep"}, {"user", "olli@rinnalla.example"}, {"backup", "--file", folder + ".age", "--to", "age1"}} {
		if err := home.run(t, command...); err == nil {
			t.Errorf("%v was content", command)
		}
	}
	if err := home.run(t, "verify-log"); err == nil || !strings.Contains(err.Error(), "there is no database "+filepath.Join(folder, "rinnalla.db")) {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestADatabaseOfANewerProgramIsLeftAlone(t *testing.T) {
	for engine, home := range installations(t) {
		home.must(t, "migrate")
		d, _, err := home.settings().open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)", true)
			return err
		})
		if err != nil || d.Close() != nil {
			t.Fatal(engine, err)
		}
		for _, command := range []string{"serve", "migrate", "upkeep", "verify-log"} {
			if err := home.run(t, command); err == nil || !strings.Contains(err.Error(), "install the newer program") {
				t.Errorf("%s: %s: %v", engine, command, err)
			}
		}
	}
}

// After a power cut the program may be up before its database.
func TestTheProgramWaitsForADatabaseThatComesUpLater(t *testing.T) {
	home, there := installations(t)["postgres"]
	if !there {
		home = installation{"--data", t.TempDir(), "--database", "postgres://rinnalla@127.0.0.1/rinnalla?sslmode=disable"}
	}
	if there {
		home.must(t, "migrate")
	}
	real, err := url.Parse(home[3])
	if err != nil {
		t.Fatal(err)
	}
	// On an address of its own: nobody is given this port while it is free.
	reserved, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	door := reserved.Addr().String()
	if err := reserved.Close(); err != nil {
		t.Fatal(err)
	}
	late := *real
	late.Host = door
	s := &settings{Data: t.TempDir(), Database: late.String()}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	waited := make(chan error, 1)
	go func() { waited <- s.awaitDatabase(ctx) }()
	select {
	case err := <-waited:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	if !there {
		cancel()
	} else {
		passOn(t, door, real.Host)
	}
	if err := <-waited; err != nil {
		t.Fatal(err)
	}
}

// passOn lets the database be reached at another address.
func passOn(t *testing.T, from, to string) {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() }) // the test is over
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close() // whoever asked sees that nobody answers
				continue
			}
			go func() { _, _ = io.Copy(out, in) }() // a broken connection is what the asker sees
			go func() { _, _ = io.Copy(in, out) }()
		}
	}()
}

func TestTheReadersAddressIsWhatTheNearestProxySaw(t *testing.T) {
	for name, lines := range map[string][]string{
		"one line":                            {"203.0.113.7"},
		"the reader sent some too":            {"10.0.0.1, 203.0.113.7"},
		"the proxy added a line of its own":   {"10.0.0.1", "203.0.113.7"},
		"the proxy added to the reader's two": {"10.0.0.1", "10.0.0.2, 203.0.113.7"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/sign-in", nil)
		r.Header["X-Forwarded-For"] = lines
		if got := forwardedFor(r); got != "203.0.113.7" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
