package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// server is the program as a process of its own. Each part of the measuring
// has a fresh one, so that its memory is that part's.
type server struct {
	process *exec.Cmd
	addr    string
	said    bytes.Buffer
	ended   chan error
}

const patience = 2 * time.Minute

// serve starts the program and returns when it answers.
func (s *session) serve(w *world) (*server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	v := &server{addr: addr, ended: make(chan error, 1)}
	v.process = exec.Command(s.Binary, "serve")
	v.process.Env = append(os.Environ(), "RINNALLA_ADDR="+addr, "RINNALLA_DATA="+w.data, "RINNALLA_DATABASE="+w.url,
		"RINNALLA_LOG_LEVEL=warn", "TMPDIR="+w.data)
	v.process.Stdout, v.process.Stderr = &v.said, &v.said
	v.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := v.process.Start(); err != nil {
		return nil, err
	}
	go func() { v.ended <- v.process.Wait() }()
	if err := v.awaitAnswer(s.ctx); err != nil {
		return nil, errors.Join(err, v.process.Process.Kill(), errors.New(v.said.String()))
	}
	return v, nil
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// awaitAnswer asks until the program says that its database answers.
func (v *server) awaitAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.addr+"/readyz", nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			err = answer.Body.Close()
			if err == nil && answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-v.ended:
			return fmt.Errorf("the program ended: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// stop ends the program in good order and fails when it had something to complain of.
func (v *server) stop() error {
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-v.ended:
		if err == nil && v.said.Len() > 0 {
			err = errors.New("the program said: " + v.said.String())
		}
		return err
	case <-time.After(patience):
		return errors.Join(errors.New("the program did not end"), v.process.Process.Kill())
	}
}

// peak is the most memory that the program has held, in MB (VmHWM).
func (v *server) peak() (float64, error) {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(v.process.Process.Pid), "status"))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if rest, found := bytes.CutPrefix(line, []byte("VmHWM:")); found {
			kilobytes, err := strconv.Atoi(string(bytes.Fields(rest)[0]))
			return float64(kilobytes) * 1024 / 1e6, err
		}
	}
	return 0, errors.New("the kernel does not tell the peak of memory")
}
