package demo

import (
	"fmt"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/identity"
)

// cohort are those who were measured with one instrument. How many they were is what the project published in its final report: 82 with
// Kykyviisari, 23 with AVHV, 15 with ESY, for whose ten areas our own circle of life stands here. Who they are, when and how often they
// were measured and with what result is invented.
type cohort struct {
	instrument string
	people     int
	lost       int                // measured once only
	alone      bool               // all filled it in by themselves, on paper
	most       map[string]float64 // the highest answer of each question
}

// The official scores have ranges of their own, which are not ours to know; these are invented.
var cohorts = []cohort{
	{"kykyviisari-scores", 82, 17, false, map[string]float64{
		"work-ability": 10, "functioning": 10, "life-satisfaction": 5, "self-rated-health": 5, "inclusion": 48, "mind": 36, "everyday": 44, "skills": 40, "body": 8,
	}},
	{"avhv-scores", 23, 5, true, map[string]float64{
		"dimension-1": 10, "dimension-2": 10, "dimension-3": 10, "dimension-4": 10, "dimension-5": 10, "dimension-6": 10, "dimension-7": 10, "dimension-8": 10, "dimension-9": 10,
	}},
	{"life-circle", 15, 2, false, map[string]float64{
		"home": 10, "money": 10, "body": 10, "mind": 10, "everyday": 10, "close": 10, "belonging": 10, "doing": 10, "help": 10, "future": 10,
	}},
}

var (
	givenNames = []string{
		"Anneli", "Aleksi", "Eeva", "Heikki", "Helena", "Ilmari", "Inkeri", "Jari", "Juhani", "Kaisa", "Kalevi", "Kirsi", "Laura", "Leena",
		"Marjatta", "Matti", "Mikael", "Minna", "Olavi", "Päivi", "Riitta", "Sari", "Tapani", "Tarja", "Timo", "Veikko", "Ville", "Yrjö",
	}
	familyNames = []string{
		"Ahtola", "Haapasaari", "Harjula", "Hietaranta", "Jokiaho", "Kalliovaara", "Kangaspuro", "Kiviharju", "Koskivuori", "Kuusisaari",
		"Lahdenpohja", "Lampiranta", "Lehtovaara", "Mustaniitty", "Myllyoja", "Niittyranta", "Ojalampi", "Pajuvirta", "Rantakallio", "Salmivaara",
		"Suoniemi", "Tuomivaara", "Vaarakangas", "Vesikallio",
	}
)

// enrolled is a client with the days on which she was measured.
type enrolled struct {
	client.Registration
	cohort *cohort
	days   []civil.Date
}

// enrol invents the clients of all areas, each cohort falling on the areas as their new clienthoods do, in turn on the workers of an area.
func (w *world) enrol() map[access.WorkerID][]enrolled {
	all := map[access.WorkerID][]enrolled{}
	var weights []float64
	for _, a := range areas {
		weights = append(weights, float64(a.clienthoods))
	}
	for i := range cohorts {
		c := &cohorts[i]
		left := c.people
		for at, n := range share(c.people, weights, 1) {
			team := w.team(&areas[at])
			for range n {
				left--
				who := team[left%len(team)]
				all[who.ID] = append(all[who.ID], w.invented(&areas[at], who, c, left < c.lost))
			}
		}
	}
	return all
}

// invented is one client of a worker. The first measurement is some weeks after the first meeting, the second three to eight months after it.
func (w *world) invented(a *area, who access.Actor, c *cohort, lost bool) enrolled {
	from := civil.AddWorkingDays(civil.Date{Year: 2018, Month: time.April, Day: 3}, w.rng.IntN(200))
	e := enrolled{cohort: c, Registration: client.Registration{
		ID: mint[client.Client](w, from), Organisation: a.id, Unit: who.Posts[0].Unit, From: from, Worker: who.ID, Other: true, Person: w.stranger(a),
	}}
	first := civil.AddWorkingDays(from, 5+w.rng.IntN(30))
	e.days = append(e.days, first)
	if !lost {
		e.days = append(e.days, civil.AddWorkingDays(first, 60+w.rng.IntN(110)))
	}
	return e
}

// stranger is somebody whom nobody knows. Every third has a code of the 900 series, which is given to nobody; one in twelve needs an
// interpreter; of all of them two have an order of non-disclosure.
func (w *world) stranger(a *area) client.Person {
	p := client.Person{
		Given: givenNames[w.rng.IntN(len(givenNames))], Family: familyNames[w.rng.IntN(len(familyNames))], BirthYear: 1954 + w.rng.IntN(46),
		Municipality: a.places[w.rng.IntN(len(a.places))].municipality, Language: "fi",
	}
	switch n := w.rng.IntN(60); {
	case n < 5:
		p.Language, p.Interpreter = []string{"ru", "ar", "uk", "so", "fse"}[n], true
	case n == 5:
		p.NonDisclosure = true
	case n < 26:
		p.Identity = w.code(p.BirthYear)
		p.Born = p.Identity.BirthDate()
	}
	if w.rng.IntN(3) > 0 {
		p.Phone = fmt.Sprintf("041 000 %04d", w.rng.IntN(10_000)) // numbers that begin so are nobody's
	}
	return p
}

// code is an identity code of the 900 series.
func (w *world) code(year int) identity.Code {
	first := fmt.Sprintf("%02d%02d%02d-%d", 1+w.rng.IntN(28), 1+w.rng.IntN(12), year%100, 900+w.rng.IntN(100))
	for _, check := range "0123456789ABCDEFHJKLMNPRSTUVWXY" {
		if c, err := identity.Parse(first + string(check)); err == nil {
			return c
		}
	}
	panic("demo: one of all check characters belongs to " + first)
}

// register puts a client on record with what she has agreed to.
func (w *world) register(tx *act.Tx, e enrolled) error {
	if _, err := client.Register(tx, e.Registration); err != nil {
		return err
	}
	for _, kind := range client.ConsentKinds() {
		said := client.Given
		if kind != client.Informed && kind != client.Measuring && w.rng.IntN(3) == 0 {
			said = client.Refused
		}
		err := client.RecordConsent(tx, client.Consent{
			ID: mint[client.Consent](w, e.From), Client: e.ID, Kind: kind, State: said, Day: e.From, By: client.GivenBy[0], Way: client.ConsentWays[w.rng.IntN(2)],
		})
		if err != nil {
			return err
		}
	}
	return nil
}
