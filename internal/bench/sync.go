package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
)

// The goal for sync holds at 8 devices that send one envelope a request.
const (
	goalDevices = 8
	goalRate    = 2_200
	goalSyncP95 = 10 * time.Millisecond
	goalMemory  = 150
)

// sync measures durable envelopes a second: each its own act with its log row, all of a stop's fields filled.
func (s *session) sync(w *world, on string) (err error) {
	server, err := s.serve(w)
	if err != nil {
		return err
	}
	clients, err := signInMany(server, w.workers, workersEmployed)
	if err != nil {
		return errors.Join(err, server.stop())
	}
	devices := make(map[*visitor]*device, len(clients))
	for i, c := range clients {
		devices[c] = newDevice(w, c.person, i)
	}
	taken := 0
	var noted []Line
	for _, each := range []int{1, 20} {
		for _, n := range []int{1, 8, 32} {
			all, err := s.windows(server, clients[:n], func(c *visitor) (int, error) { return each, devices[c].send(c, each) })
			if err != nil {
				return errors.Join(err, closeAll(clients), server.stop())
			}
			l := Line{What: fmt.Sprintf("sync, %s, %d devices, %d a request", on, n, each)}
			l.take(all)
			if n == goalDevices {
				l.LeastRate = goalRate
				if each == 1 {
					l.MostP95 = goalSyncP95
				}
			}
			s.say("%s: %s", l.What, l.brief())
			noted = append(noted, l)
		}
	}
	for _, d := range devices {
		taken += d.taken
	}
	peak, err := server.peak()
	if err := errors.Join(err, closeAll(clients), server.stop()); err != nil {
		return err
	}
	noted[0].Peak, noted[0].MostPeak = peak, goalMemory
	for _, l := range noted {
		s.note(l)
	}
	return s.countVisits(w, w.rows+taken)
}

// countVisits proves that what was answered "taken" is on record, once, each with its row in the log.
func (s *session) countVisits(w *world, want int) error {
	return s.count(w, want, "SELECT count(*) FROM outreach_version",
		"SELECT count(*) FROM act_log WHERE subject_kind = 'visit' AND permission = '"+access.RecordVisits.Name()+"'")
}

// count asks how many there are, and insists on the number.
func (s *session) count(w *world, want int, questions ...string) (err error) {
	d, err := db.Open(context.WithoutCancel(s.ctx), w.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Read(s.ctx, func(tx *db.Tx) error {
		for _, question := range questions {
			rows, err := tx.Query(question)
			if err != nil {
				return err
			}
			var n int
			for rows.Next() {
				err = errors.Join(err, rows.Scan(&n))
			}
			if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
				return err
			}
			if n != want {
				return fmt.Errorf("%s: %d, and %d were taken", question, n, want)
			}
		}
		return nil
	})
}

// device is a phone with ready-written envelopes, in which only the ids are new.
type device struct {
	head  []byte
	texts [][2][]byte // what stands before and after the id
	next  int
	taken int
	out   bytes.Buffer
}

const textsKept = 200

func newDevice(w *world, who person, no int) *device {
	says := newTalk(rand.New(rand.NewPCG(2026, uint64(no))))
	d := &device{head: fmt.Appendf(nil, `{"protocol":%d,"worker":"%s","envelopes":[`, field.Protocol, who.ID)}
	for i := range textsKept {
		text, err := json.Marshal(field.Envelope{
			ID: mark, Kind: "stop", Form: 1, MadeAt: now().String(), Attempt: 1, Body: stopBody(w, who, no*textsKept+i, says.heard()),
		})
		if err != nil {
			panic(err) // an envelope always has a JSON form
		}
		before, after, _ := bytes.Cut(text, []byte(mark.String()))
		d.texts = append(d.texts, [2][]byte{before, after})
	}
	return d
}

// mark stands where the id of each envelope is to be.
var mark = id.Must[field.Envelope]("ffffffff-ffff-7fff-bfff-ffffffffffff")

// stopBody fills in every field of a visit.
func stopBody(w *world, who person, i int, heard string) jsontext.Value {
	start, end := civil.Clock{Hour: 9 + i%6, Minute: 15 * (i % 4)}, civil.Clock{Hour: 11 + i%6, Minute: 15 * (i % 4)}
	body := field.StopBody{
		Organisation: w.organisation, Unit: who.Posts[0].Unit, Place: w.places[i*7%len(w.places)].ID,
		Kind: outreach.StopKinds[i%len(outreach.StopKinds)], Day: w.last.AddDays(-i % 60), Start: &start, End: &end,
		Workers: []access.WorkerID{who.ID, w.workers[(i+1)%len(w.workers)].ID}, Present: 100 + i%200, Conversations: 60 + i%9, Clienthoods: 1 + i%3,
		Ages: counts(outreach.AgeBands, i), Genders: counts(outreach.Genders, i), Onward: counts(outreach.OnwardCodes, i),
		Topics:  []outreach.TopicID{w.topics[i%len(w.topics)].ID, w.topics[(i+3)%len(w.topics)].ID, w.topics[(i+5)%len(w.topics)].ID},
		Minutes: 60 + i%120, Feedback: []int{i % 2, 1, 2 + i%2, 4, 5}, Heard: heard,
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // a stop always has a JSON form
	}
	return text
}

func counts(codes []string, i int) map[string]int {
	m := map[string]int{}
	for n, code := range codes {
		m[code] = 1 + (i+n)%5
	}
	return m
}

// send sends so many new envelopes and insists that every one is taken.
func (d *device) send(c *visitor, n int) error {
	d.out.Reset()
	d.out.Write(d.head)
	for i := range n {
		text := d.texts[d.next%len(d.texts)]
		d.next++
		if i > 0 {
			d.out.WriteByte(',')
		}
		d.out.Write(text[0])
		d.out.WriteString(id.New[field.Envelope]().String())
		d.out.Write(text[1])
	}
	d.out.WriteString("]}")
	answer, err := c.ask(http.MethodPost, "/field/sync", "application/json", d.out.Bytes())
	if err != nil {
		return err
	}
	if taken := bytes.Count(c.body.Bytes(), []byte(`"verdict":"taken"`)); answer.StatusCode != http.StatusOK || taken != n {
		return fmt.Errorf("%d of %d envelopes taken: %s %.500s", taken, n, answer.Status, c.body.String())
	}
	d.taken += n
	return nil
}
