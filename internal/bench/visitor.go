package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// visitor is one browser or phone with one connection. It does as
// little as HTTP allows, because it shares the machine with what it measures.
type visitor struct {
	person
	addr   string
	conn   net.Conn
	reader *bufio.Reader
	cookie string
	out    bytes.Buffer
	body   bytes.Buffer
}

// connect is a browser in which nobody has signed in.
func connect(v *server) (*visitor, error) {
	conn, err := net.Dial("tcp", v.addr)
	if err != nil {
		return nil, err
	}
	return &visitor{addr: v.addr, conn: conn, reader: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// signIn signs a person in by the form, as a browser does.
func signIn(v *server, who person) (*visitor, error) {
	c, err := connect(v)
	if err != nil {
		return nil, err
	}
	c.person = who
	form := url.Values{"email": {who.email}, "password": {password}}.Encode()
	answer, err := c.ask(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", []byte(form))
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "session" {
			c.cookie = cookie.Name + "=" + cookie.Value
		}
	}
	if answer.StatusCode != http.StatusSeeOther || c.cookie == "" {
		return nil, errors.Join(fmt.Errorf("%s is not signed in: %s", who.email, answer.Status), c.close())
	}
	return c, nil
}

// signInMany signs in so many clients: the people in turn, each with a session and a connection of its own.
func signInMany(v *server, people []person, n int) (all []*visitor, err error) {
	for i := range n {
		c, err := signIn(v, people[i%len(people)])
		if err != nil {
			return nil, errors.Join(err, closeAll(all))
		}
		all = append(all, c)
	}
	return all, nil
}

func closeAll(all []*visitor) error {
	var errs []error
	for _, c := range all {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

func (c *visitor) close() error { return c.conn.Close() }

// ask sends one request and reads the whole answer; its body is in c.body until the next.
func (c *visitor) ask(method, path, kind string, body []byte) (*http.Response, error) {
	answer, err := c.send(method, path, kind, body)
	if err != nil {
		return nil, err
	}
	c.body.Reset()
	_, err = c.body.ReadFrom(answer.Body)
	return answer, errors.Join(err, answer.Body.Close())
}

// send sends one request; the caller reads the answer's body to its end.
func (c *visitor) send(method, path, kind string, body []byte) (*http.Response, error) {
	c.out.Reset()
	c.out.WriteString(method + " " + path + " HTTP/1.1\r\nHost: " + c.addr + "\r\nAccept: text/html,application/json\r\n")
	if c.cookie != "" {
		c.out.WriteString("Cookie: " + c.cookie + "\r\n")
	}
	if method == http.MethodPost {
		c.out.WriteString("Content-Type: " + kind + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	c.out.WriteString("\r\n")
	c.out.Write(body)
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return nil, err
	}
	return http.ReadResponse(c.reader, nil)
}

// get reads a page or a file and insists that it is the one asked for.
func (c *visitor) get(path string) error {
	answer, err := c.ask(http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return nil
}

// lines reads a file without keeping it and counts its lines.
func (c *visitor) lines(path string) (n int, size int64, err error) {
	answer, err := c.send(http.MethodGet, path, "", nil)
	if err != nil {
		return 0, 0, err
	}
	counter := &lineCounter{}
	size, err = io.Copy(counter, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, answer.Status)
	}
	return counter.n, size, errors.Join(err, answer.Body.Close())
}

type lineCounter struct{ n int }

func (l *lineCounter) Write(p []byte) (int, error) {
	l.n += bytes.Count(p, []byte{'\n'})
	return len(p), nil
}

// shows fails when the last answer does not hold the text.
func (c *visitor) shows(text string) error {
	if !strings.Contains(c.body.String(), text) {
		return fmt.Errorf("an answer without %q", text)
	}
	return nil
}
