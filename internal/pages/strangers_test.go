package pages_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/outreach"
	"rinnalla/internal/reference"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

// northern records are what strangers must not find: one of each kind that an
// address can name.
func northern(t *testing.T, s *site.Site) map[string]string {
	t.Helper()
	today := testworld.Friday.Date()
	partner := outreach.Partner{ID: id.New[outreach.Partner](), Organisation: testworld.North, Kind: "association", Name: "Kyläyhdistys", Municipalities: []string{"205"}}
	place := outreach.Place{ID: id.New[outreach.Place](), Organisation: testworld.North, Kind: "library", Name: "Salainen kirjasto", Municipality: "205"}
	round := outreach.Round{
		ID: id.New[outreach.Round](), Organisation: testworld.North, Unit: testworld.NorthUnit, Day: today,
		Workers: []access.WorkerID{testworld.Aino.ID}, Places: []outreach.PlaceID{place.ID}, Aim: "Salainen aihe",
	}
	visit := outreach.Stop{
		ID: id.New[outreach.Stop](), Round: round.ID, Organisation: testworld.North, Unit: testworld.NorthUnit, Place: place.ID, Day: today,
		Kind: "regular", Present: 12, Conversations: 3, Heard: "Salainen kuultu", Workers: []access.WorkerID{testworld.Aino.ID}, Source: outreach.Desk,
	}
	topic := outreach.Topic{ID: id.New[outreach.Topic](), Organisation: testworld.North, Fi: "Salainen aihe", Position: 999, Active: true}
	s.Write(testworld.Bertta, func(tx *act.Tx) error { return outreach.SaveTopic(tx, topic) })
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		for _, save := range []func() error{
			func() error { return outreach.SavePartner(tx, partner) },
			func() error { return outreach.SavePlace(tx, place) },
			func() error { return outreach.PlanRound(tx, round) },
			func() error { _, err := outreach.Record(tx, visit); return err },
		} {
			if err := save(); err != nil {
				return err
			}
		}
		return nil
	})
	records := northernClient(s)
	i, version := loaded(t, s)
	for name, value := range map[string]string{
		"visit": visit.ID.String(), "place": place.ID.String(), "partner": partner.ID.String(), "round": round.ID.String(),
		"topic": topic.ID.String(), "instrument": i.String(),
	} {
		records[name] = value
	}
	measured(s, records, version)
	records["reference"] = published(s)
	return records
}

// published is a distribution with which the north compares its groups.
func published(s *site.Site) string {
	s.Helper()
	set := reference.Set{ID: id.New[reference.Set](), Organisation: testworld.North, Instrument: "kykyviisari-scores", Scale: "work-ability",
		People: "Salainen joukko", Asked: testworld.Friday.Date(), Source: "Salainen lähde", Scores: []reference.Score{{Score: 3, N: 20}, {Score: 4, N: 30}}}
	s.Write(testworld.Bertta, func(tx *act.Tx) error { return reference.Import(tx, set) })
	return set.ID.String()
}

// measured puts a measurement of the northern client on record, and a form on paper that waits to be keyed.
func measured(s *site.Site, records map[string]string, version instrument.VersionID) {
	s.Helper()
	if err := instrument.BringShipped(s.Context(), s.Acts); err != nil {
		s.Fatal(err)
	}
	c, today := id.Must[client.Client](records["client"]), testworld.Friday.Date()
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: c, Version: version, Occasion: outcome.AtStart, Day: today, By: outcome.Together, Way: outcome.OnDesk}
	paper := outcome.Invitation{ID: id.New[outcome.Link](), Client: c, Version: version, Occasion: outcome.AtEnd, Way: outcome.OnPaper}
	planned := outcome.Planned{ID: id.New[outcome.Planned](), Occasion: outcome.AtEnd, Due: today.AddDays(90)}
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		consent := client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: client.Given, Day: today, By: "client", Way: "spoken"}
		if err := client.RecordConsent(tx, consent); err != nil {
			return err
		}
		f, err := instrument.FormOf(tx, version)
		if err != nil {
			return err
		}
		m.Language, paper.Language = f.Definition.Languages[0], f.Definition.Languages[0]
		first := f.Definition.Sections[0].Items[0].Code
		m.Answers = instrument.Answers{Items: map[string]instrument.Answer{first: {State: instrument.Declined}}}
		if _, err := outcome.Record(tx, m); err != nil {
			return err
		}
		if err := seen(tx, c, m.Day); err != nil {
			return err
		}
		if err := outcome.Plan(tx, c, f.Instrument, []outcome.Planned{planned}); err != nil {
			return err
		}
		_, err = outcome.Invite(tx, paper)
		return err
	})
	records["measurement"], records["link"], records["code"] = m.ID.String(), paper.ID.String(), outcome.CodeText(outcome.PaperCode(paper.ID))
	records["planned"] = planned.ID.String()
}

// seen puts two views of one moment on record, so that the client has a picture with everything in it.
func seen(tx *act.Tx, c client.ClientID, day civil.Date) error {
	i, err := instrument.FindCode(tx, testworld.North, "life-circle")
	if err != nil {
		return err
	}
	v, _ := i.Newest()
	m := outcome.Measurement{ID: id.New[outcome.Measurement](), Client: c, Version: v.ID, Occasion: outcome.AtStart, Day: day, By: outcome.ByClient,
		Way: outcome.OnDesk, Language: "fi", Answers: instrument.Answers{Items: map[string]instrument.Answer{}}}
	for n, item := range v.Definition.Sections[0].Items {
		m.Answers.Items[item.Code] = instrument.Answer{State: instrument.Given, Number: float64(n)}
	}
	if _, err := outcome.Record(tx, m); err != nil {
		return err
	}
	m.ID, m.Moment, m.By = id.New[outcome.Measurement](), outcome.MomentID(m.ID), outcome.ByWorker
	_, err = outcome.Record(tx, m)
	return err
}

// northernClient is a client of Kajaani with another record joined to hers, and a glass that Aune broke over somebody else.
func northernClient(s *site.Site) map[string]string {
	one := func(given string) client.Registration {
		return client.Registration{
			ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, UnitTask: true, Worker: testworld.Aino.ID,
			Person: client.Person{Family: "Salainen", Given: given}, From: testworld.Friday.Date(),
		}
	}
	stays, joins, other := one("Saara"), one("Sara"), one("Salla")
	merge := client.Merge{ID: id.New[client.Merge](), Client: joins.ID, Into: stays.ID, Reason: "Salainen syy"}
	glass := client.Glass{ID: id.New[client.Glass](), Organisation: testworld.North, Number: client.NumberOf(other.ID), Reason: "Salainen hätä, heti"}
	relation := ""
	s.Write(testworld.Aino, func(tx *act.Tx) error {
		for _, r := range []client.Registration{stays, joins, other} {
			if _, err := client.Register(tx, r); err != nil {
				return err
			}
		}
		relations, err := client.RelationsOf(tx, stays.ID)
		if err != nil {
			return err
		}
		relation = relations[0].ID.String()
		return client.MergeRecords(tx, merge)
	})
	s.Write(testworld.Aune, func(tx *act.Tx) error {
		_, err := client.BreakGlass(tx, glass)
		return err
	})
	return map[string]string{"client": stays.ID.String(), "relation": relation, "merge": merge.ID.String(), "notice": glass.ID.String()}
}

// loaded is an instrument of the north.
func loaded(t *testing.T, s *site.Site) (instrument.InstrumentID, instrument.VersionID) {
	t.Helper()
	all, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(d instrument.Definition) bool { return d.ScoreOnly })
	d, i, v := all[0], id.New[instrument.Instrument](), id.New[instrument.Version]()
	d.Title = instrument.Text{d.Languages[0]: "Salainen mittari"}
	s.Write(testworld.Bertta, func(tx *act.Tx) error {
		return instrument.Load(tx, i, v, testworld.North, d)
	})
	return i, v
}

// elsewhere says for the remaining wildcards why no record of another unit
// stands behind them here, or where they are tried instead.
var elsewhere = map[string]string{
	"drawing": "a drawing's name, no record", "file": "an asset's name", "token": "a secret, tried in staffpages and answerpages",
	"step":         "a question of a secret address, tried in answerpages",
	"organisation": "administration, tried in staffpages", "unit": "administration, tried in staffpages", "worker": "administration, tried in staffpages",
	"share": "administration, tried in staffpages", "post": "administration, tried in staffpages", "passkey": "one's own, tried in staffpages",
	"session": "one's own, tried in staffpages", "topic": "a leader's, tried in outreachpages", "import": "tried in importpages", "returned": "tried in fieldpages",
	"program": "administration, tried in staffpages", "questionnaire": "an instrument's, tried in api", "response": "other programs' door, tried in api",
}

// A worker with the same role elsewhere gets "not found" from every address
// that names a record of the north, and no word of it.
func TestStrangers(t *testing.T) {
	s := site.New(t)
	records := northern(t, s)
	tried := 0
	for _, r := range routes(t) {
		names := wildcard.FindAllString(strings.TrimSuffix(r.Path(), "{$}"), -1)
		path, known := r.Path(), len(names) > 0
		for _, n := range names {
			name := strings.Trim(n, "{}.")
			if records[name] == "" {
				known = false
				if elsewhere[name] == "" {
					t.Errorf("%s: the stranger test does not know what a %s is", r.Pattern, name)
				}
			}
			path = strings.ReplaceAll(path, n, records[name])
		}
		if !known {
			continue
		}
		tried++
		for _, name := range strangersTo(path) {
			p := answer(s.As(name), r.Method(), path)
			if p.Status != 404 {
				t.Errorf("%s: %s %s answers %d", name, r.Method(), path, p.Status)
			}
			if strings.Contains(p.Body, "Salainen") {
				t.Errorf("%s learns from %s what is there", name, path)
			}
		}
		if r.Method() == "GET" {
			if p := answer(s.As("bertta"), "GET", path); p.Status != 200 {
				t.Errorf("bertta, who leads there: %s answers %d", path, p.Status)
			}
		}
	}
	if tried < 12 {
		t.Fatalf("only %d addresses tried", tried)
	}
}

// strangersTo is who must not find an address: another organisation's worker, whoever only
// administers, coordinates or owns, and for a unit's records the next unit's worker.
func strangersTo(path string) []string {
	all := []string{"cia", "dora", "elli"}
	// Whoever owns the installation keeps the instruments of all, and what their scales are compared with.
	if !strings.HasPrefix(path, "/instruments/") && !strings.HasPrefix(path, "/references/") {
		all = append(all, "olli")
	}
	for _, room := range []string{"/visits/", "/rounds/", "/clients/", "/client-notices/", "/measurements/", "/links/", "/keying/", "/planned/"} {
		if strings.HasPrefix(path, room) {
			all = append(all, "aune")
		}
	}
	return all
}

func answer(r *site.Reader, method, path string) *site.Page {
	if method == "GET" {
		return r.Get(path)
	}
	return r.Post(path, url.Values{
		"reason": {"utelias"}, "day": {civil.Date{Year: 2026, Month: 11, Day: 20}.String()}, "version": {"1"}, "seen": {"1"}, "name": {"Uusi"},
		"id": {id.New[access.Thing]().String()}, "confirm": {"yes"},
	})
}
