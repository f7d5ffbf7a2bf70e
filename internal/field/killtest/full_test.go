package killtest

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/act"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/cluster"
	"rinnalla/internal/testworld/running"
	"rinnalla/internal/testworld/site"
	"rinnalla/internal/testworld/smalldisk"
)

// smallDisk holds a fresh cluster, the schema and its write-ahead log.
const smallDisk = 320 << 20

// patience bounds what a test waits for.
const patience = time.Minute

// Eight phones send until the disk with PostgreSQL's tables has no room left. The
// program runs on and says so; with room again it takes the rest by itself.
func TestWhenTheDiskOfPostgreSQLIsFullItIsToldAndWorkGoesOnWhenThereIsRoom(t *testing.T) {
	if !testworld.CoversPostgres(t) {
		return
	}
	smalldisk.Run(t, smallDisk, func(t *testing.T, disk *smalldisk.Disk) {
		s := newScarcity(t, disk, cluster.Options{Durable: true, Data: disk.Folder})
		s.runsOut(t, 2<<20, "fault.database_full")
		if err := disk.Free(); err != nil {
			t.Fatal(err)
		}
		s.recovers(t)
	})
}

// Without room for its write-ahead log PostgreSQL ends, and the machine's service
// manager starts it again. The program runs on without either.
func TestWhenTheDiskOfTheWriteAheadLogIsFullNothingAcknowledgedIsLost(t *testing.T) {
	if !testworld.CoversPostgres(t) {
		return
	}
	smalldisk.Run(t, smallDisk, func(t *testing.T, disk *smalldisk.Disk) {
		s := newScarcity(t, disk, cluster.Options{Durable: true, Log: disk.Folder})
		s.runsOut(t, 0, "fault.database_lost", "fault.database_full")
		if err := s.cluster.AwaitEnd(); err != nil {
			t.Fatal(err)
		}
		if err := disk.Free(); err != nil {
			t.Fatal(err)
		}
		if err := s.cluster.Restart(); err != nil {
			t.Fatal(err)
		}
		s.recovers(t)
	})
}

// scarcity is the program over a PostgreSQL that runs out of room.
type scarcity struct {
	*fleet
	cluster *cluster.Cluster
	disk    *smalldisk.Disk
	place   outreach.PlaceID
	sent    map[outreach.StopID]bool // everything that a phone has ever sent
}

func newScarcity(t *testing.T, disk *smalldisk.Disk, options cluster.Options) *scarcity {
	t.Helper()
	c, err := cluster.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	w := testworld.At(t, c.URL)
	site.Settle(w)
	place := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Kajaanin kirjasto", Municipality: "205"}
	w.Write(testworld.Aino, func(tx *act.Tx) error { return outreach.SavePlace(tx, place) })
	s := &scarcity{fleet: &fleet{Server: running.New(t, w)}, cluster: c, disk: disk, place: place.ID, sent: map[outreach.StopID]bool{}}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	s.cookie = s.Session()
	for range devices {
		s.devices = append(s.devices, &device{fleet: s.fleet})
	}
	return s
}

// runsOut leaves so much room and lets the phones send until each was told
// "later". Who works in the browser is told one of the texts, in her language.
func (s *scarcity) runsOut(t *testing.T, left int64, keys ...string) {
	t.Helper()
	if err := s.disk.Fill(left); err != nil {
		t.Fatal(err)
	}
	var phones sync.WaitGroup
	for _, d := range s.devices {
		phones.Go(func() {
			if err := s.sendUntilLater(d); err != nil {
				t.Error(err)
			}
		})
	}
	phones.Wait()
	taken := len(s.sent)
	for _, d := range s.devices {
		taken -= len(d.outbox)
	}
	t.Logf("%d visits acknowledged before the disk was full", taken)
	for _, lang := range []i18n.Lang{i18n.FI, i18n.SV} {
		s.isTold(t, lang, keys...)
	}
}

// sendUntilLater forgets what was acknowledged and keeps the rest in the outbox.
func (s *scarcity) sendUntilLater(d *device) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		for range parcel {
			visit := id.New[outreach.Stop]()
			s.mu.Lock()
			s.sent[visit] = true
			s.mu.Unlock()
			d.outbox = append(d.outbox, envelope(visit, s.place))
		}
		words, err := d.send(http.DefaultClient, d.outbox)
		if err != nil {
			return fmt.Errorf("the program does not answer: %w", err)
		}
		var left []jsontext.Value
		for i, word := range words {
			switch word {
			case field.Taken:
			case field.Later:
				left = append(left, d.outbox[i])
			default:
				return fmt.Errorf("a good envelope is %s: %s", word, d.outbox[i])
			}
		}
		if d.outbox = left; len(left) > 0 {
			return nil
		}
	}
	return errors.New("the disk does not get full")
}

// isTold saves partners until there is no room for one.
func (s *scarcity) isTold(t *testing.T, lang i18n.Lang, keys ...string) {
	t.Helper()
	for range 500 {
		status, text := s.savePartner(t, lang)
		switch {
		case status == http.StatusSeeOther:
			continue
		case status != http.StatusServiceUnavailable:
			t.Fatalf("a full disk is answered with %d: %s\n%s", status, text, s.Words)
		case !slices.ContainsFunc(keys, func(key string) bool { return strings.Contains(text, i18n.For(lang).T(key)) }):
			t.Errorf("in %s the reader is not told %v:\n%s", lang, keys, text)
		}
		return
	}
	t.Error("partners are saved without end on a full disk")
}

func (s *scarcity) savePartner(t *testing.T, lang i18n.Lang) (status int, text string) {
	t.Helper()
	form := url.Values{
		"id": {id.New[outreach.Partner]().String()}, "organisation": {testworld.North.String()}, "version": {"0"},
		"kind": {"association"}, "name": {"Kyläyhdistys"}, "municipalities": {"205"}, "note": {strings.Repeat("Avoinna. ", 100)},
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/partners", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "text/html")
	request.AddCookie(s.cookie)
	request.AddCookie(&http.Cookie{Name: "language", Value: string(lang)})
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, html.UnescapeString(string(body))
}

// recovers lets the phones send what is left, to the same process, and counts.
func (s *scarcity) recovers(t *testing.T) {
	t.Helper()
	tick, late := time.NewTicker(50*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for status, text := s.savePartner(t, i18n.FI); status != http.StatusSeeOther; status, text = s.savePartner(t, i18n.FI) {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("with room again: %d %s\n%s", status, text, s.Words)
		}
	}
	for _, d := range s.devices {
		words, err := d.send(http.DefaultClient, d.outbox)
		if err != nil {
			t.Fatal(err)
		}
		for i, word := range words {
			if word != field.Taken && word != field.AlreadyHad {
				t.Errorf("with room again an envelope is %s: %s", word, d.outbox[i])
			}
		}
	}
	check(t, s.World, s.sent)
	s.VerifyLog(t)
}
