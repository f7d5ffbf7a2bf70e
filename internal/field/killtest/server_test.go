package killtest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rinnalla/internal/credential"
	"rinnalla/internal/db"
	"rinnalla/internal/seal"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// program is the real one, built once for the run.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "rinnalla-kill")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "rinnalla")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "rinnalla/cmd/rinnalla")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		// A leftover in the temporary folder harms nobody.
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// server is `rinnalla serve` on a world's database, to be killed and started again.
type server struct {
	*testworld.World
	path, url string
	env       []string
	process   *exec.Cmd
	words     *bytes.Buffer
	ended     chan error
}

func newServer(t *testing.T, w *testworld.World) *server {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{World: w, path: path}
	address := freeAddress(t)
	s.url = "http://" + address
	folder, database := filepath.Dir(w.URL), ""
	if w.DB.Engine() == db.Postgres {
		folder, database = t.TempDir(), w.URL
	}
	// The secret that the settled world's passwords were hashed with.
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", credential.SecretBytes)))
	if err := os.WriteFile(filepath.Join(folder, "secret"), []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	// And the one that wraps its clients' keys.
	keys := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", seal.SecretBytes)))
	clientKeys := filepath.Join(folder, "client.keys")
	if err := os.WriteFile(clientKeys, []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
	s.env = append(os.Environ(), "RINNALLA_CLIENT_KEYS="+clientKeys, "RINNALLA_ADDR="+address, "RINNALLA_DATA="+folder, "RINNALLA_DATABASE="+database, "RINNALLA_LOG_LEVEL=warn")
	t.Cleanup(func() {
		if err := s.kill(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// start returns when the server answers.
func (s *server) start() error {
	s.words = &bytes.Buffer{}
	s.process = exec.Command(s.path, "serve")
	s.process.Env, s.process.Stdout, s.process.Stderr = s.env, s.words, s.words
	if err := s.process.Start(); err != nil {
		return err
	}
	s.ended = make(chan error, 1)
	go func(p *exec.Cmd, ended chan error) { ended <- p.Wait() }(s.process, s.ended)
	tick, late := time.NewTicker(10*time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for {
		select {
		case err := <-s.ended:
			s.process = nil
			return fmt.Errorf("the server ended by itself: %w\n%s", err, s.words)
		case <-late:
			return fmt.Errorf("the server does not answer\n%s", s.words)
		case <-tick.C:
			answer, err := http.Get(s.url + "/healthz")
			if err != nil {
				continue
			}
			if err := answer.Body.Close(); err == nil && answer.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
}

// kill is SIGKILL: no goodbye, nothing written that was not written.
func (s *server) kill() error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.ended
	s.process = nil
	return nil
}

// session signs Aino in by the form, as a script does, and gives her cookie.
func (s *server) session() *http.Cookie {
	s.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(s.url+"/sign-in", url.Values{"email": {site.Email("aino")}, "password": {site.Password}})
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.Name == "session" && c.Value != "" {
			return c
		}
	}
	s.Fatalf("no session: %s\n%s", answer.Status, s.words)
	return nil
}

// verifyLog lets the program itself look whether the kills broke the use log's seals.
func (s *server) verifyLog(t *testing.T) {
	t.Helper()
	if err := s.kill(); err != nil {
		t.Fatal(err)
	}
	verify := exec.Command(s.path, "verify-log")
	verify.Env = s.env
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("the use log does not hold after the kills: %v\n%s", err, out)
	}
}
