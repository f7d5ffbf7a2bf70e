package demo

import (
	"fmt"
	"slices"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/identity"
)

// cohort are those who were measured with one instrument. How many they were is what the project published in its final report: 82 with
// Kykyviisari, 23 with AVHV, 15 with ESY, for whose ten areas our own circle of life stands here. Whose clients they were is not published:
// that everybody used Kykyviisari, Sosteri alone AVHV and Kajaani alone the circle is invented, and so is who they are, when and how often
// they were measured and with what result.
type cohort struct {
	instrument string
	alone      bool               // all filled it in by themselves, on paper
	atTheEnd   bool               // all were measured again when the project was about to end
	practised  bool               // whoever is measured again leaves nothing out, so that the lost are those who did not come back
	most       map[string]float64 // the highest answer of each question
	hands      []hands
}

// hands are the clients of a cohort whom one worker has.
type hands struct {
	worker string // her e-mail
	people int
	lost   int      // of these, measured once only
	told   []course // how it goes for the first of those who were measured again; for the others as it comes
}

// course is how somebody's answers go from one measurement to the next.
type course int

const (
	asItComes course = iota
	turning          // measured three times, each time lower
	stalling         // measured three times, never above the beginning
	hushed           // turning, and her worker has switched the mark off
)

// The official scores have ranges of their own, which are not ours to know; these are invented.
var cohorts = []cohort{
	{"kykyviisari-scores", false, false, true, map[string]float64{
		"work-ability": 10, "functioning": 10, "life-satisfaction": 5, "self-rated-health": 5, "inclusion": 48, "mind": 36, "everyday": 44, "skills": 40, "body": 8,
	}, []hands{
		{"aino@kainuu.example", 12, 6, []course{stalling}}, {"eero@kainuu.example", 12, 6, nil}, {"helmi@kainuu.example", 12, 0, []course{turning}},
		{"cecilia@essote.example", 11, 0, []course{asItComes, turning, stalling}}, {"pirjo@pieksamaki.example", 11, 0, []course{asItComes, turning}},
		{"sanni@sosteri.example", 12, 6, []course{turning}}, {"tuomas@sosteri.example", 12, 6, []course{stalling}},
	}},
	{"avhv-scores", true, true, false, map[string]float64{
		"dimension-1": 10, "dimension-2": 10, "dimension-3": 10, "dimension-4": 10, "dimension-5": 10, "dimension-6": 10, "dimension-7": 10, "dimension-8": 10, "dimension-9": 10,
	}, []hands{
		{"sanni@sosteri.example", 12, 3, nil}, {"tuomas@sosteri.example", 11, 2, []course{turning}},
	}},
	{"life-circle", false, true, false, map[string]float64{
		"home": 10, "money": 10, "body": 10, "mind": 10, "everyday": 10, "close": 10, "belonging": 10, "doing": 10, "help": 10, "future": 10,
	}, []hands{
		{"aino@kainuu.example", 8, 1, []course{asItComes, asItComes, asItComes, turning, stalling, hushed}}, {"eero@kainuu.example", 7, 1, []course{asItComes, asItComes, asItComes, turning}},
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
	course course
	days   []civil.Date
	level  map[string]float64 // how she was doing when she was measured last
}

// enrol invents the clients of all workers.
func (w *world) enrol() map[access.WorkerID][]*enrolled {
	all := map[access.WorkerID][]*enrolled{}
	for i := range cohorts {
		c := &cohorts[i]
		for _, h := range c.hands {
			who := w.actors[h.worker]
			for n := range h.people {
				e := w.invented(areaOf(who), who, c)
				if n < len(h.told) {
					e.course = h.told[n]
				}
				e.days = w.days(e, n >= h.people-h.lost)
				all[who.ID] = append(all[who.ID], e)
			}
		}
	}
	return all
}

// areaOf is the area that a worker works in.
func areaOf(who access.Actor) *area {
	return &areas[slices.IndexFunc(areas, func(a area) bool { return a.id == who.Posts[0].Organisation })]
}

// invented is one client of a worker.
func (w *world) invented(a *area, who access.Actor, c *cohort) *enrolled {
	from := civil.AddWorkingDays(civil.Date{Year: 2018, Month: time.April, Day: 3}, w.rng.IntN(170))
	return &enrolled{cohort: c, level: w.level(c), Registration: client.Registration{
		ID: mint[client.Client](w, from), Organisation: a.id, Unit: who.Posts[0].Unit, From: from, Worker: who.ID, Other: true, Person: w.stranger(a),
	}}
}

// days are those on which somebody is measured: first some weeks after the first meeting, then three to eight months after it, at the latest
// in the project's last weeks. Whoever's course is told is measured in between too.
func (w *world) days(e *enrolled, lost bool) []civil.Date {
	first := civil.AddWorkingDays(e.From, 5+w.rng.IntN(30))
	last := civil.AddWorkingDays(first, 64+w.rng.IntN(106))
	end := civil.AddWorkingDays(lastWeeks, w.rng.IntN(18))
	if e.cohort.atTheEnd || end.Before(last) {
		last = end
	}
	switch {
	case lost:
		return []civil.Date{first}
	case e.course == asItComes:
		return []civil.Date{first, last}
	}
	return []civil.Date{first, first.AddDays(last.Sub(first) / 2), last}
}

// lastWeeks is when those of the project's published results begin.
var lastWeeks = civil.Date{Year: 2019, Month: time.May, Day: 3}

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
func (w *world) register(tx *act.Tx, e *enrolled) error {
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
