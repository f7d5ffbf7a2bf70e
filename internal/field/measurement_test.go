package field_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
)

// Everybody here is invented.

// registered is a client of a worker, nothing asked of her yet.
func (y *yard) registered(who access.Actor, p client.Person) client.ClientID {
	y.Helper()
	r := client.Registration{ID: id.New[client.Client](), Organisation: who.Home(), Unit: who.Posts[0].Unit, From: testworld.Friday.Date().AddDays(-60),
		Worker: who.ID, Other: true, Person: p}
	y.Write(who, func(tx *act.Tx) error {
		_, err := client.Register(tx, r)
		return err
	})
	return r.ID
}

func (y *yard) says(who access.Actor, c client.ClientID, state client.ConsentState) {
	y.Helper()
	y.Write(who, func(tx *act.Tx) error {
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: c, Kind: client.Measuring, State: state,
			Day: testworld.Friday.Date(), By: "client", Way: "spoken"})
	})
	y.Clock.Advance(1e9)
}

// agreeing is a client of a worker who has agreed to being measured.
func (y *yard) agreeing(who access.Actor, given string) client.ClientID {
	y.Helper()
	c := y.registered(who, client.Person{Given: given, Family: "Dufva", Language: "ar", Phone: "040 123 4567"})
	y.says(who, c, client.Given)
	return c
}

// weekly is an instrument of North's own, locked.
func (y *yard) weekly() instrument.VersionID {
	y.Helper()
	fi := func(text string) instrument.Text { return instrument.Text{"fi": text} }
	low, high := 0.0, 10.0
	d := instrument.Definition{
		Format: instrument.Format, Code: "viikko", Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: fi("Viikko"),
		Licence: instrument.Licence{Owner: "Pohjoinen"}, By: []instrument.Answerer{instrument.ByClient}, Display: instrument.AsProfile,
		Sections: []instrument.Section{
			{Code: "a", Items: []instrument.Item{
				{Code: "uni", Text: fi("Miten nukuit?"), Kind: instrument.ScaleItem, From: &low, To: &high, Better: instrument.HigherIsBetter},
				{Code: "apu", Text: fi("Saitko apua?"), Kind: instrument.YesNoItem},
				{Code: "miksi", Text: fi("Miksi et?"), Kind: instrument.LongTextItem, ShowIf: &instrument.Condition{Item: "apu", Is: []string{instrument.No}}},
			}},
			{Code: "tavoitteet", Repeats: &instrument.Repeats{Most: 3}, Items: []instrument.Item{{Code: "nimi", Text: fi("Mikä?"), Kind: instrument.ShortTextItem}}},
		},
		Scales: []instrument.Scale{{Code: "uni", Title: fi("Uni"), Rule: instrument.Single, Items: []string{"uni"}, Better: instrument.HigherIsBetter}},
	}
	i, v := id.New[instrument.Instrument](), id.New[instrument.Version]()
	y.Write(testworld.Bertta, func(tx *act.Tx) error {
		if err := instrument.Load(tx, i, v, testworld.North, d); err != nil {
			return err
		}
		return instrument.Lock(tx, v, 1)
	})
	return v
}

func measuring(c client.ClientID, v instrument.VersionID) body {
	return body{"client": c, "version": v, "occasion": "start", "day": "2026-11-20", "by": "together", "place": "outdoors", "language": "fi", "seconds": 240,
		"answers": body{
			"items":   body{"uni": body{"number": 7}, "apu": body{"option": "no"}, "miksi": body{"text": "Salainen syy"}},
			"entries": body{"tavoitteet": []body{{"nimi": body{"text": "Asunto"}}}},
		}}
}

func changed(b body, name string, value any) body {
	copied := maps.Clone(b)
	copied[name] = value
	return copied
}

func (y *yard) measurement(who access.Actor, e body) (h outcome.History, found bool) {
	y.Helper()
	err := y.TryRead(who, func(tx *act.Tx) (err error) {
		h, err = outcome.Find(tx, id.Must[outcome.Measurement](e["id"].(string)))
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		y.Fatal(err)
	}
	return h, err == nil
}

func TestWhatWasAnsweredWithoutNetworkIsOnRecordAsItWasAnswered(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		e := envelope("measurement", measuring(y.agreeing(testworld.Aino, "Tuisku"), y.weekly()))
		y.wants(y.send("aino", e), field.Taken)
		h, found := y.measurement(testworld.Aino, e)
		if !found {
			t.Fatal("it is not on record")
		}
		got := h.Now()
		if got.Way != outcome.InField || got.By != outcome.Together || got.Occasion != outcome.AtStart || got.Place != "outdoors" || got.Seconds != 240 || got.RecordedBy != testworld.Aino.ID {
			t.Errorf("circumstances differ: %+v", got)
		}
		a := got.Answers
		if a.Items["uni"].Number != 7 || a.Items["miksi"].Text != "Salainen syy" || len(a.Entries["tavoitteet"]) != 1 || a.Entries["tavoitteet"][0]["nimi"].Text != "Asunto" {
			t.Errorf("answers differ: %+v", a)
		}
		y.wants(y.send("aino", again(e), e), field.AlreadyHad, field.AlreadyHad)
		other := changed(e, "body", changed(e["body"].(body), "occasion", "end"))
		y.wants(y.send("aino", other), field.Conflict)
		if h, _ := y.measurement(testworld.Aino, e); len(h.Versions) != 1 || h.Now().Occasion != outcome.AtStart {
			t.Error("the conflict changed the measurement")
		}
	})
}

func TestAWrongAnswerIsRefusedWithItsReasonAndTakenOnceMended(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		c, v := y.agreeing(testworld.Aino, "Tuisku"), y.weekly()
		var wrong []body
		for name, items := range map[string]body{
			"answers.uni":   {"uni": body{"number": 11}},
			"answers.apu":   {"apu": body{"number": 1}},
			"answers.miksi": {"miksi": body{"text": "x", "declined": true}},
			"answers.kuka":  {"kuka": body{"text": "x"}},
			"answers":       {},
		} {
			e := envelope("measurement", changed(measuring(c, v), "answers", body{"items": items}))
			got := y.send("aino", e)
			y.wants(got, field.Refused)
			if fields := got.Verdicts[0].Fields; len(fields) != 1 || fields[0].Name != name || fields[0].Text == "" {
				t.Errorf("%s: the refusal does not say why: %+v", name, got.Verdicts[0])
			}
			wrong = append(wrong, e)
		}
		mended := again(changed(wrong[0], "body", measuring(c, v)))
		y.wants(y.send("aino", mended), field.Taken)
		if _, waiting := y.returned(testworld.Aino); waiting != len(wrong)-1 {
			t.Errorf("%d wait at the desk, though one of %d was mended", waiting, len(wrong))
		}
	})
}

func TestNobodyIsMeasuredWithoutHerConsentOrWithARetiredInstrument(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		c, v := y.agreeing(testworld.Aino, "Tuisku"), y.weekly()
		y.says(testworld.Aino, c, client.Withdrawn)
		parcel := body{"protocol": 1, "worker": testworld.Aino.ID, "envelopes": []body{envelope("measurement", measuring(c, v))}}
		got := y.parcelTo("/field/sync?language=sv", "aino", parcel)
		y.wants(got, field.Refused)
		if got.Verdicts[0].Key != "outcome.not_agreed" || got.Verdicts[0].Text != i18n.For(i18n.SV).T("outcome.not_agreed") {
			t.Errorf("%+v", got.Verdicts[0])
		}
		y.says(testworld.Aino, c, client.Given)
		y.Write(testworld.Bertta, func(tx *act.Tx) error {
			i, err := instrument.FindCode(tx, testworld.North, "viikko")
			if err != nil {
				return err
			}
			return instrument.Retire(tx, i.ID, true)
		})
		got = y.send("aino", envelope("measurement", measuring(c, v)))
		y.wants(got, field.Refused)
		if got.Verdicts[0].Key != "instrument.retired" {
			t.Errorf("%+v", got.Verdicts[0])
		}
	})
}

func TestWhatIsOnRecordIsAlreadyHadWhateverHasHappenedSinceTheReplyWasLost(t *testing.T) {
	since := map[string]func(*yard, client.ClientID){
		"her consent was taken back": func(y *yard, c client.ClientID) { y.says(testworld.Aino, c, client.Withdrawn) },
		"the instrument was retired": func(y *yard, _ client.ClientID) {
			y.Write(testworld.Bertta, func(tx *act.Tx) error {
				i, err := instrument.FindCode(tx, testworld.North, "viikko")
				if err != nil {
					return err
				}
				return instrument.Retire(tx, i.ID, true)
			})
		},
		"she is another worker's": func(y *yard, c client.ClientID) {
			var all []client.Relation
			y.Read(testworld.Aino, func(tx *act.Tx) (err error) {
				all, err = client.RelationsOf(tx, c)
				return err
			})
			for _, r := range all {
				y.Write(testworld.Aino, func(tx *act.Tx) error {
					return client.EndRelation(tx, r.ID, r.Version, testworld.Friday.Date().AddDays(-1))
				})
			}
		},
	}
	for what, happens := range since {
		t.Run(what, func(t *testing.T) {
			each(t, func(t *testing.T, y *yard) {
				c, v := y.agreeing(testworld.Aino, "Tuisku"), y.weekly()
				e := envelope("measurement", measuring(c, v))
				y.wants(y.send("aino", e), field.Taken)
				happens(y, c)
				y.wants(y.send("aino", e, again(e)), field.AlreadyHad, field.AlreadyHad)
				other := changed(e, "body", changed(e["body"].(body), "occasion", "end"))
				if got := y.send("aino", other).Verdicts[0].Word; got != field.Refused && got != field.Conflict {
					t.Errorf("other content under the same id: %s", got)
				}
				y.wants(y.send("cia", e), field.Refused)
				if _, waiting := y.returned(testworld.Aino); waiting != 1 {
					t.Errorf("%d wait at the desk, and nothing but the other content came back", waiting)
				}
			})
		})
	}
}

func TestAStrangersClientIsRefusedAsOneWhoIsNot(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		c, v := y.agreeing(testworld.Aino, "Tuisku"), y.weekly()
		mine := envelope("measurement", measuring(c, v))
		y.wants(y.send("aino", mine), field.Taken)
		nobody := envelope("measurement", measuring(id.New[client.Client](), v))
		wrong := envelope("measurement", changed(measuring(c, v), "answers", body{"items": body{"uni": body{"text": "x"}}}))
		got := y.send("cia", envelope("measurement", measuring(c, v)), mine, wrong, nobody)
		y.wants(got, field.Refused, field.Refused, field.Refused, field.Refused)
		for _, verdict := range got.Verdicts {
			if verdict.Key != "field.not_yours" || len(verdict.Fields) > 0 || verdict.Theirs != nil {
				t.Errorf("the refusal tells too much: %+v", verdict)
			}
		}
		all, waiting := y.returned(testworld.Cia)
		if waiting != 4 {
			t.Errorf("%d wait at her desk, want 4", waiting)
		}
		for _, back := range all {
			if strings.Contains(back.Body, "Salainen") || strings.Contains(back.Body, c.String()) {
				t.Errorf("her desk keeps what she may not know: %s", back.Body)
			}
		}
	})
}

func TestAReturnedMeasurementStandsAtTheDeskUnderTheClientsKey(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		c, v := y.agreeing(testworld.Aino, "Tuisku"), y.weekly()
		e := envelope("measurement", changed(measuring(c, v), "day", "2031-01-01"))
		y.wants(y.send("aino", e), field.Refused)
		listed, _ := y.returned(testworld.Aino)
		if len(listed) != 1 || strings.Contains(listed[0].Body, "Salainen") {
			t.Fatalf("it stands open: %+v", listed)
		}
		opened := func() (b field.Back) {
			y.Read(testworld.Aino, func(tx *act.Tx) (err error) {
				b, err = field.OneBack(tx, listed[0].Envelope)
				return err
			})
			return b
		}
		if m, readable := opened().Measurement(); !readable || m.Client != c || *m.Answers.Items["miksi"].Text != "Salainen syy" {
			t.Errorf("it cannot be read: %+v", opened())
		}
		y.Write(testworld.Aino, func(tx *act.Tx) error {
			return client.Relate(tx, client.Relation{ID: id.New[client.Relation](), Client: c, Unit: testworld.NorthUnit, Kind: client.PairWorker,
				Worker: testworld.Bertta.ID, Term: client.Term{From: testworld.Friday.Date()}})
		})
		y.Write(testworld.Bertta, func(tx *act.Tx) error { return client.Erase(tx, c) })
		if _, readable := opened().Measurement(); readable {
			t.Error("it outlives the client's key")
		}
	})
}

// carried are the clients of a kit, as a phone reads it.
func (y *yard) carried(who string) (names []string, text string) {
	y.Helper()
	answer, raw := y.get("/field/kit", who)
	var kit struct {
		Clients []struct{ Name, Language string }
	}
	if err := json.Unmarshal(raw, &kit); err != nil || answer.StatusCode != http.StatusOK {
		y.Fatal(answer.Status, err)
	}
	for _, c := range kit.Clients {
		names = append(names, c.Name)
	}
	return names, string(raw)
}

func TestTheKitHoldsHerOwnClientsWhoAgreedByNameAndLanguageAlone(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		y.weekly()
		y.agreeing(testworld.Aino, "Tuisku")
		y.agreeing(testworld.Bertta, "Muun")
		unasked := y.registered(testworld.Aino, client.Person{Given: "Kysymätön", Family: "Dufva"})
		hidden := y.registered(testworld.Aino, client.Person{Given: "Suojattu", Family: "Dufva", NonDisclosure: true, Phone: "050 765 4321", Address: "Kuja 1", Municipality: "205"})
		y.says(testworld.Aino, hidden, client.Given)
		names, text := y.carried("aino")
		if !slices.Equal(names, []string{"Suojattu Dufva", "Tuisku Dufva"}) {
			t.Errorf("she takes along %v", names)
		}
		for _, secret := range []string{"Kysymätön", "Muun", "040 123", "050 765", "Kuja 1", unasked.String(), "birth"} {
			if strings.Contains(text, secret) {
				t.Errorf("the kit holds %q", secret)
			}
		}
		if !strings.Contains(text, "Miten nukuit?") || !strings.Contains(text, `"language":"ar"`) || strings.Contains(text, `"rule"`) {
			t.Errorf("the questions are not as a phone needs them: %s", text)
		}
		y.says(testworld.Aino, hidden, client.Withdrawn)
		if names, _ := y.carried("aino"); !slices.Equal(names, []string{"Tuisku Dufva"}) {
			t.Errorf("who took her consent back is still taken along: %v", names)
		}
		if names, _ := y.carried("cia"); len(names) > 0 {
			t.Errorf("a stranger takes along %v", names)
		}
	})
}

func TestEveryClientWhoIsTakenAlongStandsInTheUseLogOnceForEachKit(t *testing.T) {
	each(t, func(t *testing.T, y *yard) {
		c := y.agreeing(testworld.Aino, "Tuisku")
		carries := func() int {
			n := 0
			y.Read(testworld.Bertta, func(tx *act.Tx) error {
				all, err := act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(c), Limit: 1000})
				n = 0
				for _, entry := range all {
					if entry.Permission == access.CarryClients.Name() {
						n++
					}
				}
				return err
			})
			return n
		}
		answer, _ := y.get("/field/kit", "aino")
		if n := carries(); n != 1 {
			t.Fatalf("%d rows for one kit", n)
		}
		r := y.request("GET", "/field/kit", "aino", nil)
		r.Header.Set("If-None-Match", answer.Header.Get("ETag"))
		same, err := y.server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := same.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if n := carries(); same.StatusCode != http.StatusNotModified || n != 1 {
			t.Errorf("%d, %d rows, though nothing was handed out", same.StatusCode, n)
		}
	})
}
