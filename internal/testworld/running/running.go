// Package running is the real program over a world, to be killed and started again.
package running

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

// binary is the real program, built once for the run.
var binary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "rinnalla-kill")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "rinnalla")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "rinnalla/cmd/rinnalla")
	// As it is shipped, though the race detector's tests are built with C: compiled once for both.
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

// Main runs the tests of a package that starts servers, and takes the program away afterwards.
func Main(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		// A leftover in the temporary folder harms nobody.
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// Server is `rinnalla serve` on a world's database. Its clock is the machine's.
type Server struct {
	*testworld.World
	// URL is where it answers.
	URL string
	// Words are what it has said since it was started last.
	Words   *bytes.Buffer
	path    string
	env     []string
	process *exec.Cmd
	ended   chan error
}

// New prepares a server on a settled world; it is killed when the test ends.
func New(t *testing.T, w *testworld.World) *Server {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{World: w, path: path}
	address := freeAddress(t)
	s.URL = "http://" + address
	folder, database := filepath.Dir(w.URL), ""
	if w.DB.Engine() == db.Postgres {
		folder, database = t.TempDir(), w.URL
	}
	// The secrets that the settled world's passwords were hashed with and its clients are sealed under.
	for file, secret := range map[string]string{
		"secret": strings.Repeat("k", credential.SecretBytes), "client.keys": strings.Repeat("s", seal.SecretBytes), //i18n:not client.keys
	} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(base64.StdEncoding.EncodeToString([]byte(secret))+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// The secret that the world seals clients with.
	seals := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", seal.SecretBytes)))
	if err := os.WriteFile(filepath.Join(folder, "client.keys"), []byte(seals), 0o600); err != nil {
		t.Fatal(err)
	}
	s.env = append(os.Environ(), "RINNALLA_ADDR="+address, "RINNALLA_DATA="+folder, "RINNALLA_DATABASE="+database, "RINNALLA_LOG_LEVEL=warn")
	t.Cleanup(func() {
		if err := s.Kill(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// freeAddress is a port of a loopback address that no other process of the run listens on: while the server is down between a kill and
// its next start, the port that somebody else is given cannot be its own.
func freeAddress(t *testing.T) string {
	t.Helper()
	pid := os.Getpid()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.%d.%d.%d:0", 1+pid>>16&0x7f, pid>>8&0xff, pid&0xff))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Start returns when the server answers.
func (s *Server) Start() error {
	s.Words = &bytes.Buffer{}
	s.process = exec.Command(s.path, "serve")
	s.process.Env, s.process.Stdout, s.process.Stderr = s.env, s.Words, s.Words
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
			return fmt.Errorf("the server ended by itself: %w\n%s", err, s.Words)
		case <-late:
			return fmt.Errorf("the server does not answer\n%s", s.Words)
		case <-tick.C:
			answer, err := http.Get(s.URL + "/healthz")
			if err != nil {
				continue
			}
			if err := answer.Body.Close(); err == nil && answer.StatusCode == http.StatusOK {
				return nil
			}
		}
	}
}

// Kill is SIGKILL: no goodbye, nothing written that was not written.
func (s *Server) Kill() error {
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

// Session signs Aino in by the form, as a script does, and gives her cookie.
func (s *Server) Session() *http.Cookie {
	s.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(s.URL+"/sign-in", url.Values{"email": {site.Email("aino")}, "password": {site.Password}})
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.Name == "session" && c.Value != "" {
			return c
		}
	}
	s.Fatalf("no session: %s\n%s", answer.Status, s.Words)
	return nil
}

// VerifyLog lets the program itself look whether the kills broke the use log's seals.
func (s *Server) VerifyLog(t *testing.T) {
	t.Helper()
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	verify := exec.Command(s.path, "verify-log")
	verify.Env = s.env
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("the use log does not hold after the kills: %v\n%s", err, out)
	}
}
