package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/seal"
)

// The goal for handing in holds with 32 people at once, each with a link of her own.
const (
	respondents   = 32
	goalHandIns   = 1_000
	goalHandInP95 = 50 * time.Millisecond
	clientsAsked  = 400
	itemsAsked    = 30
	scalesScored  = 5
	// More links than can be used up in a second.
	linksPerSecond = 4_000
)

// handIn measures 30 answers handed in by link, each an act of its own with its row in the use log, on the disk when it is answered.
func (s *session) handIn(w *world) error {
	a, err := s.ask(w)
	if err != nil {
		return fmt.Errorf("make links: %w", err)
	}
	server, err := s.serve(w)
	if err != nil {
		return err
	}
	var people []*visitor
	for range respondents {
		c, err := connect(server)
		if err != nil {
			return errors.Join(err, closeAll(people), server.stop())
		}
		people = append(people, c)
	}
	all, err := s.windows(server, people, a.handIn)
	peak, peakErr := server.peak()
	if err := errors.Join(err, peakErr, closeAll(people), server.stop()); err != nil {
		return err
	}
	l := Line{What: fmt.Sprintf("hand in %d answers by link, %d people", itemsAsked, respondents), LeastRate: goalHandIns, MostP95: goalHandInP95, Peak: peak}
	l.take(all)
	s.note(l)
	return s.countHandIns(w, int(min(a.used.Load(), int64(len(a.tokens)))))
}

// asked are links to an instrument of so many items, and what is posted to each.
type asked struct {
	tokens []string
	used   atomic.Int64
	forms  [][]byte
}

func (a *asked) handIn(c *visitor) (int, error) {
	n := int(a.used.Add(1)) - 1
	if n >= len(a.tokens) {
		return 0, errors.New("the links are used up: make more")
	}
	answer, err := c.ask(http.MethodPost, "/m/"+a.tokens[n]+"/s1", "application/x-www-form-urlencoded", a.forms[n%len(a.forms)])
	if err != nil {
		return 0, err
	}
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/m/"+a.tokens[n]+"/done" {
		return 0, fmt.Errorf("not handed in: %s %.500s", answer.Status, c.body.String())
	}
	return 1, nil
}

// acting opens the database with a new secret, as the program does, and closes it again.
func (s *session) acting(w *world, do func(*db.DB, *act.Acts) error) error {
	d, err := db.Open(s.ctx, w.url)
	if err != nil {
		return err
	}
	secret := seal.NewSecret()
	if err := os.WriteFile(filepath.Join(w.data, "client.keys"), []byte(secret+"\n"), 0o600); err != nil {
		return errors.Join(err, d.Close())
	}
	ring, err := seal.ParseRing(secret)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	acts := act.New(d, now)
	acts.SealWith(ring)
	err = acts.Write(s.ctx, access.Terminal(), client.CheckSecrets)
	if err == nil {
		err = do(d, acts)
	}
	return errors.Join(err, d.Close())
}

// ask registers clients by the product's own verbs and gives them links.
func (s *session) ask(w *world) (*asked, error) {
	a := &asked{}
	for i := range 50 {
		a.forms = append(a.forms, answerForm(i))
	}
	return a, s.acting(w, func(d *db.DB, acts *act.Acts) error {
		by := w.workers[0]
		var clients []client.ClientID
		err := acts.Write(s.ctx, by.Actor, func(tx *act.Tx) (err error) {
			clients, err = register(tx, by, clientsAsked)
			return err
		})
		if err != nil {
			return err
		}
		version, err := loadAsked(s.ctx, acts, w)
		if err != nil {
			return err
		}
		rows := make([][]any, int(s.Seconds*(1+warming)*float64(s.Runs)*linksPerSecond))
		for i := range rows {
			token := rand.Text()
			hash := outcome.HashLink(token)
			a.tokens = append(a.tokens, token)
			rows[i] = linkRow(w, by, clients[i%len(clients)], version, hash[:])
		}
		if err := d.Load(s.ctx, func(tx *db.Tx) error { return insert(tx, "outcome_link", linkColumns, rows) }); err != nil {
			return err
		}
		return d.Analyze(s.ctx)
	})
}

// register makes clients who have agreed to being measured.
func register(tx *act.Tx, by person, n int) (all []client.ClientID, err error) {
	for i := range n {
		r := client.Registration{ID: id.New[client.Client](), Organisation: by.Home(), Unit: by.Posts[0].Unit, From: tx.Today(), Worker: by.ID, Other: true,
			Person: client.Person{Given: "Mitattava", Family: fmt.Sprintf("Numero%03d", i)}}
		if _, err := client.Register(tx, r); err != nil {
			return nil, err
		}
		if err := client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given,
			Day: tx.Today(), By: "client", Way: "spoken"}); err != nil {
			return nil, err
		}
		all = append(all, r.ID)
	}
	return all, nil
}

// loadAsked loads the instrument and locks it.
func loadAsked(ctx context.Context, acts *act.Acts, w *world) (instrument.VersionID, error) {
	version := id.New[instrument.Version]()
	return version, acts.Write(ctx, w.leader.Actor, func(tx *act.Tx) error {
		if err := instrument.Load(tx, id.New[instrument.Instrument](), version, w.organisation, askedDefinition()); err != nil {
			return err
		}
		return instrument.Lock(tx, version, 1)
	})
}

// askedDefinition has so many items of five steps in one section, and so many scales over them.
func askedDefinition() instrument.Definition {
	text := func(format string, args ...any) instrument.Text {
		return instrument.Text{"fi": fmt.Sprintf(format, args...)}
	}
	d := instrument.Definition{Format: instrument.Format, Code: "mittaus", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Mittaus"),
		Licence: instrument.Licence{Owner: "Mittaamo"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsProfile,
		Sections: []instrument.Section{{Code: "kaikki"}}, Scales: make([]instrument.Scale, scalesScored)}
	from, to := 1.0, 5.0
	for i := range itemsAsked {
		code := fmt.Sprintf("i%02d", i+1)
		d.Sections[0].Items = append(d.Sections[0].Items, instrument.Item{Code: code, Text: text("Kysymys %d?", i+1), Kind: instrument.ScaleItem, From: &from, To: &to})
		s := &d.Scales[i%scalesScored]
		s.Code, s.Title, s.Rule, s.Items = fmt.Sprintf("s%d", i%scalesScored+1), text("Osa %d", i%scalesScored+1), instrument.Mean, append(s.Items, code)
	}
	return d
}

func answerForm(i int) []byte {
	form := url.Values{"do": {"hand_in"}, "mode": {"s"}}
	for k := range itemsAsked {
		form.Set(fmt.Sprintf("answers.i%02d", k+1), fmt.Sprintf("=%d", 1+(i+k*7)%5))
	}
	return []byte(form.Encode())
}

var linkColumns = []string{"id", "hash", "measurement", "client", "organisation", "unit", "version", "occasion", "answered_by", "interpreter", "way", "place",
	"state", "made_by", "made_at", "expires_at", "language", "seconds", "saves", "burst", "twice"}

func linkRow(w *world, by person, c client.ClientID, version instrument.VersionID, hash []byte) []any {
	at := now()
	return []any{id.New[outcome.Link]().String(), hash, id.New[outcome.Measurement]().String(), c.String(), w.organisation.String(), by.Posts[0].Unit.String(),
		version.String(), string(outcome.AtStart), string(outcome.ByClient), false, string(outcome.ByLink), "", string(outcome.LinkOpen), by.ID.String(), at.String(),
		at.Add(24 * time.Hour).String(), "fi", 0, 0, 0, false}
}

// countHandIns proves that what was answered is on record, once, each with its row in the log.
func (s *session) countHandIns(w *world, want int) error {
	return s.count(w, want, "SELECT count(*) FROM outcome_measurement", "SELECT count(*) FROM outcome_link WHERE state = 'handed_in'",
		"SELECT count(*) FROM act_log WHERE permission = '"+access.AnswerMeasurement.Name()+"'")
}
