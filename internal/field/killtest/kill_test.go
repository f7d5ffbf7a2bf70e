// Package killtest kills the server while phones and other programs send, and fills its database's disk.
package killtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/field"
	"rinnalla/internal/id"
	"rinnalla/internal/outcome"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/running"
	"rinnalla/internal/testworld/site"
)

func TestMain(m *testing.M) { running.Main(m) }

const (
	devices  = 8
	inAll    = 5_000
	parcel   = 20
	kills    = 6
	betweens = inAll / (kills + 1)
	// More sendings without an answer than kills can explain mean that the server fails by itself.
	mostUnanswered = 4 * devices * kills
)

// Eight phones send 5,000 visits and measurements; the server is killed in between, at moments
// that nobody chooses, and started again. A phone forgets a visit only after its
// verdict and sends everything else again. In the end every one is on record
// exactly once: what was acknowledged before a kill has never been sent again,
// so it would be missing here if the kill had taken it.
func TestEveryEnvelopeIsThereExactlyOnceHoweverOftenTheServerIsKilled(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		w.Clock.Advance(time.Since(testworld.Friday.Time())) // the server goes by the machine's clock
		site.Settle(w)
		place := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
		w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, place) })
		asked := askable(t, w)
		s := running.New(t, w)
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		f := &fleet{Server: s, cookie: s.Session(), up: make(chan struct{}), verdicts: make(chan int, devices)}
		close(f.up)
		wanted, answered := map[outreach.StopID]bool{}, map[outcome.MeasurementID]bool{}
		for range devices {
			d := &device{fleet: f}
			for n := range inAll / devices {
				if n%measuredEvery == 0 {
					m := id.New[outcome.Measurement]()
					answered[m] = true
					d.outbox = append(d.outbox, asked.envelope(m))
					continue
				}
				visit := id.New[outreach.Stop]()
				wanted[visit] = true
				d.outbox = append(d.outbox, envelope(visit, place.ID))
			}
			f.devices = append(f.devices, d)
		}
		var senders []func() error
		for _, d := range f.devices {
			senders = append(senders, d.sendAll)
		}
		f.run(t, betweens, senders)
		check(t, w, wanted)
		asked.check(t, w, answered)
		s.VerifyLog(t)
		t.Logf("%d kills, %d sendings that got no answer, %d envelopes that the server had already", f.killed, f.unanswered, f.again)
	})
}

func check(t *testing.T, w *testworld.World, wanted map[outreach.StopID]bool) {
	t.Helper()
	found, versions := map[outreach.StopID]int{}, 0
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		clear(found)
		versions = 0
		return outreach.EachVisit(tx, outreach.Filter{}, func(r outreach.Row) error {
			found[r.ID]++
			versions = max(versions, r.Version)
			return nil
		})
	})
	missing, twice, strange := 0, 0, 0
	for visit := range wanted {
		switch found[visit] {
		case 0:
			missing++
		case 1:
		default:
			twice++
		}
	}
	for visit := range found {
		if !wanted[visit] {
			strange++
		}
	}
	if missing+twice+strange > 0 || len(found) != len(wanted) || versions != 1 {
		t.Fatalf("%d visits of %d: %d missing, %d twice, %d that nobody sent, up to %d versions", len(found), len(wanted), missing, twice, strange, versions)
	}
}

func envelope(visit outreach.StopID, place outreach.PlaceID) jsontext.Value {
	text, err := json.Marshal(map[string]any{
		"id": visit, "kind": "stop", "form": 1, "made_at": visit.Time().Format(time.RFC3339Nano), "attempt": 1,
		"body": map[string]any{
			"organisation": testworld.North, "unit": testworld.NorthUnit, "place": place, "kind": "regular",
			"day": civil.InstantOf(visit.Time()).Date(), "start": "09:04", "end": "11:30", "workers": []any{testworld.Aino.ID},
			"present": 42, "conversations": 6, "clienthoods": 1, "ages": map[string]int{"unknown": 6}, "onward": map[string]int{"kela": 2},
			"minutes": 146, "feedback": []int{0, 0, 0, 1, 2}, "heard": "Vuokra-asuntoja ei löydy, bussi ei kulje iltaisin.",
		},
	})
	if err != nil {
		panic(err) // constants
	}
	return text
}

// fleet is the phones and who kills the server under them.
type fleet struct {
	*running.Server
	cookie   *http.Cookie
	devices  []*device
	verdicts chan int // how many envelopes got their verdict, parcel by parcel

	mu                        sync.Mutex
	up                        chan struct{} // closed when the server is there again
	killed, unanswered, again int
}

// run lets all send until they have nothing left, and kills the server in between, some so many verdicts apart.
func (f *fleet) run(t *testing.T, apart int, senders []func() error) {
	t.Helper()
	var all sync.WaitGroup
	faults := make(chan error, len(senders))
	for _, send := range senders {
		all.Go(func() {
			if err := send(); err != nil {
				faults <- err
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	settled, next := 0, apart/2+rand.IntN(apart)
	for {
		select {
		case n := <-f.verdicts:
			if settled += n; settled < next || f.killed == kills {
				continue
			}
			next += apart/2 + rand.IntN(apart)
			if err := f.killAndStart(); err != nil {
				t.Fatal(err)
			}
		case err := <-faults:
			t.Fatal(err)
		case <-done:
			if f.killed < 2 || f.unanswered == 0 {
				t.Fatalf("%d kills and %d unanswered sendings prove nothing", f.killed, f.unanswered)
			}
			return
		}
	}
}

// killAndStart ends the server in the middle of what it does. The phones go on
// sending meanwhile; those that fail wait until it is there again.
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

func (f *fleet) count(n *int, by int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	*n += by
	return *n
}

func (f *fleet) back() chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.up
}

type device struct {
	*fleet
	outbox []jsontext.Value
}

func (d *device) sendAll() error {
	client := &http.Client{Transport: &http.Transport{}}
	for len(d.outbox) > 0 {
		n := min(len(d.outbox), 1+rand.IntN(parcel))
		words, err := d.send(client, d.outbox[:n])
		if err != nil {
			if d.count(&d.unanswered, 1) > mostUnanswered {
				return fmt.Errorf("the server does not answer: %w", err)
			}
			<-d.back()
			continue
		}
		left := make([]jsontext.Value, 0, len(d.outbox))
		for i, word := range words {
			switch word {
			case field.Taken:
			case field.AlreadyHad:
				d.count(&d.again, 1)
			case field.Later:
				left = append(left, d.outbox[i])
			default:
				return fmt.Errorf("a good envelope is %s: %s", word, d.outbox[i])
			}
		}
		d.verdicts <- n - len(left)
		d.outbox = append(left, d.outbox[n:]...)
	}
	return nil
}

// send is one parcel; an answer that is missing or torn is an error.
func (d *device) send(client *http.Client, envelopes []jsontext.Value) ([]field.Word, error) {
	text, err := json.Marshal(field.Parcel{Protocol: field.Protocol, Worker: testworld.Aino.ID.String(), Envelopes: envelopes})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(http.MethodPost, d.URL+"/field/sync", bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.AddCookie(d.cookie)
	request.Header.Set("Accept", "application/json")
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	reply, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var got struct{ Verdicts []field.Verdict }
	if err := json.Unmarshal(reply, &got); err != nil || len(got.Verdicts) != len(envelopes) {
		return nil, fmt.Errorf("%s: %s", answer.Status, reply)
	}
	words := make([]field.Word, len(got.Verdicts))
	for i, v := range got.Verdicts {
		words[i] = v.Word
	}
	return words, nil
}
