// Package killtest kills the server while clients answer by their links.
package killtest

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/running"
	"rinnalla/internal/testworld/site"
)

func TestMain(m *testing.M) { running.Main(m) }

const (
	phones   = 8
	each     = 150 // links that one phone answers, one after the other
	kills    = 6
	betweens = phones * each / (kills + 1)
	// More requests without an answer than kills can explain mean that the server fails by itself.
	mostUnanswered = 4 * phones * kills
)

// Eight phones answer 1,200 links, a page that is saved and a page that is handed in for each; of every fifth the last page is saved only.
// The server is killed in between, at moments that nobody chooses. A phone goes on only after an answer, and otherwise sends the same
// again. In the end every link that was handed in is one measurement with exactly the answers that were sent, and what was saved
// is there to be gone on with: what was acknowledged before a kill has not been sent again, so it would be missing if the kill had taken it.
func TestEveryAnswerIsThereExactlyOnceHoweverOftenTheServerIsKilled(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Clock.Advance(time.Since(testworld.Friday.Time())) // the server goes by the machine's clock, and links expire
		site.Settle(w)
		p := newPoll(t, w)
		s := running.New(t, w)
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		f := &fleet{Server: s, up: make(chan struct{}), settled: make(chan struct{}, phones)}
		close(f.up)
		f.run(t, p)
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		p.check(t)
		s.VerifyLog(t)
		t.Logf("%d kills, %d requests that got no answer", f.killed, f.unanswered)
	})
}

// sheet is one link and what its holder answers.
type sheet struct {
	token  string
	link   outcome.LinkID
	first  [5]int // on the page that is saved: the number of each option
	second [5]int // on the last page
	stops  bool   // saves the last page too, and comes back another day
}

// poll is many links to one instrument of one client.
type poll struct {
	*testworld.World
	client client.ClientID
	form   *instrument.Form
	sheets []*sheet
}

func newPoll(t *testing.T, w *testworld.World) *poll {
	t.Helper()
	if err := instrument.BringShipped(t.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
	p := &poll{World: w, client: id.New[client.Client]()}
	for n := range phones * each {
		s := &sheet{link: id.New[outcome.Link](), stops: n%5 == 0}
		for i := range 5 {
			s.first[i], s.second[i] = rand.IntN(5), rand.IntN(5)
		}
		p.sheets = append(p.sheets, s)
	}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		today := tx.Today()
		if _, err := client.Register(tx, client.Registration{ID: p.client, Organisation: testworld.North, Unit: testworld.NorthUnit, From: today,
			Worker: testworld.Aino.ID, Person: client.Person{Given: "Daavid", Family: "Dufva"}}); err != nil {
			return err
		}
		if err := client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: p.client, Kind: client.Measuring, State: client.Given,
			Day: today, By: "client", Way: "spoken"}); err != nil {
			return err
		}
		i, err := instrument.FindCode(tx, testworld.North, "mind-and-days")
		if err != nil {
			return err
		}
		v, _ := i.Newest()
		if p.form, err = instrument.FormOf(tx, v.ID); err != nil {
			return err
		}
		for _, s := range p.sheets {
			if _, err := outcome.Invite(tx, outcome.Invitation{ID: s.link, Client: p.client, Version: v.ID, Occasion: outcome.AtOther, Language: "fi"}); err != nil {
				return err
			}
			if _, s.token, err = outcome.Token(tx, s.link); err != nil {
				return err
			}
		}
		return nil
	})
	return p
}

// answers are what options of so many numbers are, by item.
func (p *poll) answers(options [5]int) map[string]string {
	all := map[string]string{}
	for i, item := range p.form.Definition.Sections[0].Items {
		all[item.Code] = item.Options[options[i]].Code
	}
	return all
}

// page is what a browser sends of a whole section.
func (p *poll) page(options [5]int, do string) url.Values {
	form := url.Values{"mode": {"s"}, "do": {do}}
	for code, option := range p.answers(options) {
		form.Set("answers."+code, "="+option)
	}
	return form
}

// check compares what is on record with what was sent.
func (p *poll) check(t *testing.T) {
	t.Helper()
	var all []outcome.Version
	var links []outcome.Link
	p.Read(testworld.Aino, func(tx *act.Tx) (err error) {
		if all, err = outcome.Of(tx, p.client); err != nil {
			return err
		}
		links, err = outcome.LinksOf(tx, p.client)
		return err
	})
	becomes := map[outcome.LinkID]outcome.MeasurementID{}
	for _, l := range links {
		becomes[l.ID] = l.Measurement
	}
	recorded := map[outcome.MeasurementID][]outcome.Version{}
	for _, v := range all {
		recorded[v.ID] = append(recorded[v.ID], v)
	}
	handedIn := 0
	for _, s := range p.sheets {
		found := recorded[becomes[s.link]]
		if s.stops {
			if len(found) > 0 {
				t.Fatalf("what nobody handed in is on record: %+v", found)
			}
			p.checkDraft(t, s)
			continue
		}
		handedIn++
		if len(found) != 1 || found[0].No != 1 {
			t.Fatalf("one that was handed in is on record %d times", len(found))
		}
		p.same(t, s, found[0].Answers)
	}
	if len(all) != handedIn {
		t.Fatalf("%d measurements, %d were handed in", len(all), handedIn)
	}
}

// checkDraft opens a sheet that was left, as its holder does who comes back.
func (p *poll) checkDraft(t *testing.T, s *sheet) {
	t.Helper()
	var left outcome.Sheet
	p.Read(respondent(s), func(tx *act.Tx) (err error) {
		left, err = outcome.OpenSheet(tx)
		return err
	})
	p.same(t, s, left.Answers)
}

func (p *poll) same(t *testing.T, s *sheet, got instrument.Answers) {
	t.Helper()
	for code, option := range p.answers(s.second) {
		if got.Items[code].Option != option {
			t.Fatalf("%s is %q, sent was %q", code, got.Items[code].Option, option)
		}
	}
}

// fleet is the phones and who kills the server under them.
type fleet struct {
	*running.Server
	settled chan struct{} // one for each link that is done with

	mu                 sync.Mutex
	up                 chan struct{} // closed when the server is there again
	killed, unanswered int
}

func (f *fleet) run(t *testing.T, p *poll) {
	t.Helper()
	var all sync.WaitGroup
	faults := make(chan error, phones)
	for n := range phones {
		all.Go(func() {
			if err := f.answer(p, p.sheets[n*each:(n+1)*each]); err != nil {
				faults <- err
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	settled, next := 0, betweens/2+rand.IntN(betweens)
	for {
		select {
		case <-f.settled:
			if settled++; settled < next || f.killed == kills {
				continue
			}
			next += betweens/2 + rand.IntN(betweens)
			if err := f.killAndStart(); err != nil {
				t.Fatal(err)
			}
		case err := <-faults:
			t.Fatal(err)
		case <-done:
			if f.killed < 2 || f.unanswered == 0 {
				t.Fatalf("%d kills and %d unanswered requests prove nothing", f.killed, f.unanswered)
			}
			return
		}
	}
}

// killAndStart ends the server in the middle of what it does. The phones go on meanwhile; those that fail wait until it is there again.
func (f *fleet) killAndStart() error {
	f.mu.Lock()
	f.up = make(chan struct{})
	back := f.up
	f.mu.Unlock()
	f.killed++
	if err := f.Kill(); err != nil {
		return err
	}
	if err := f.Start(); err != nil {
		return err
	}
	close(back)
	return nil
}

// answer goes through links as one phone does.
func (f *fleet) answer(p *poll, sheets []*sheet) error {
	browser := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, s := range sheets {
		address := f.URL + "/m/" + s.token
		last, leads := "hand_in", "/done"
		if s.stops {
			last, leads = "next", "/end"
		}
		if err := f.press(browser, address, p.page(s.first, "more"), "/s1"); err != nil {
			return err
		}
		if err := f.press(browser, address, p.page(s.second, last), leads); err != nil {
			return err
		}
		f.settled <- struct{}{}
	}
	return nil
}

// press sends a page until it is answered.
func (f *fleet) press(browser *http.Client, address string, form url.Values, leads string) error {
	for {
		err := send(browser, address+"/s1", form, leads)
		if err == nil {
			return nil
		}
		f.mu.Lock()
		f.unanswered++
		n, back := f.unanswered, f.up
		f.mu.Unlock()
		if errors.Is(err, errWrong) || n > mostUnanswered {
			return err
		}
		<-back
	}
}

// errWrong: the server answered, and not as it should.
var errWrong = errors.New("a good page is not taken")

func send(browser *http.Client, address string, form url.Values, leads string) error {
	answer, err := browser.PostForm(address, form)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || !strings.HasSuffix(to, leads) {
		return fmt.Errorf("%w: %s leads to %q instead of %q: %.300s", errWrong, answer.Status, to, leads, text)
	}
	return nil
}

func respondent(s *sheet) access.Actor { return access.Respondent(outcome.HashLink(s.token)) }
