package demo

import (
	"context"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/outreach"
)

// fillArea makes an area's places, rounds and visits: each worker's in one act.
func (w *world) fillArea(ctx context.Context, acts *act.Acts, a *area) error {
	team := w.team(a)
	var places []outreach.Place
	err := acts.Write(ctx, team[0], func(tx *act.Tx) error {
		var err error
		places, err = w.savePlaces(tx, a)
		return err
	})
	if err != nil {
		return err
	}
	visits := w.invent(a, team, places)
	for _, who := range team {
		err := acts.Write(ctx, who, func(tx *act.Tx) error {
			if err := w.record(tx, who, visits); err != nil {
				return err
			}
			return w.plan(tx, who, places)
		})
		if err != nil {
			return err
		}
	}
	return acts.Write(ctx, team[0], func(tx *act.Tx) error { return w.correct(tx, team[0], visits) })
}

func (w *world) savePlaces(tx *act.Tx, a *area) ([]outreach.Place, error) {
	var all []outreach.Place
	for _, p := range a.places {
		made := outreach.Place{
			ID: mint[outreach.Place](w, beginning), Organisation: a.id, Kind: p.kind, Name: p.name,
			Municipality: p.municipality, LowThreshold: p.low, FirstDay: beginning,
		}
		if p.low {
			made.Partner = mint[outreach.Partner](w, beginning)
			partner := outreach.Partner{
				ID: made.Partner, Organisation: a.id, Kind: "association", Name: p.name + ": ylläpitäjä",
				Municipalities: []string{p.municipality},
			}
			if err := outreach.SavePartner(tx, partner); err != nil {
				return nil, err
			}
		}
		if err := outreach.SavePlace(tx, made); err != nil {
			return nil, err
		}
		all = append(all, made)
	}
	topics, err := outreach.Topics(tx)
	for _, t := range topics {
		w.topics[a.id] = append(w.topics[a.id], t.ID)
	}
	return all, err
}

// visit is a stop with the one who records it.
type visit struct {
	by access.WorkerID
	outreach.Stop
}

// invent makes an area's visits so that their sums are those of the area.
func (w *world) invent(a *area, team []access.Actor, places []outreach.Place) []visit {
	var visits []visit
	for i, n := range a.visits {
		month := september.Add(i)
		days := workingDays(month)
		for j := range n {
			place := places[w.favourite(len(places))]
			if i == 0 {
				place = places[j] // nine places in September, each once
			}
			day := days[(j*len(days))/n+w.rng.IntN(max(len(days)/n, 1))]
			visits = append(visits, w.visit(a, whoGoes(w, team, place), place, day))
		}
	}
	first := a.visits[0]
	talks := share(a.september, w.weights(max(first, 1)), 3*min(first, 1))[:first]
	talks = append(talks, share(a.conversations-a.september, w.weights(len(visits)-first), 0)...)
	others := share(a.present-a.conversations, w.weights(len(visits)), 1)
	for i := range visits {
		visits[i].Conversations, visits[i].Present = talks[i], talks[i]+others[i]
	}
	w.deal(visits, a.clienthoods, func(v *visit) *int { return &v.Clienthoods })
	for mark, n := range a.marks {
		for range n {
			v := w.withRoom(visits, func(v *visit) int { return v.Feedback.Sum() })
			v.Feedback[mark]++
		}
	}
	for i := range visits {
		w.split(&visits[i])
	}
	return visits
}

// favourite chooses a place; the first of a list are visited most.
func (w *world) favourite(n int) int { return min(int(w.rng.ExpFloat64()*float64(n)/2.2), n-1) }

// whoGoes sends the north's own worker to the north.
func whoGoes(w *world, team []access.Actor, p outreach.Place) access.Actor {
	north := slices.Contains([]string{"777", "105", "620", "290"}, p.Municipality)
	if len(team) == 3 {
		if north {
			return team[2]
		}
		return team[w.rng.IntN(2)]
	}
	return team[w.rng.IntN(len(team))]
}

func (w *world) visit(a *area, who access.Actor, p outreach.Place, day civil.Date) visit {
	start := civil.Clock{Hour: 9 + w.rng.IntN(5), Minute: 15 * w.rng.IntN(4)}
	minutes := 60 + 30*w.rng.IntN(5)
	end := civil.Clock{Hour: start.Hour + minutes/60, Minute: start.Minute}
	s := outreach.Stop{
		ID: mint[outreach.Stop](w, day), Organisation: a.id, Unit: who.Posts[0].Unit, Place: p.ID, Day: day,
		Start: &start, End: &end, Kind: w.kind(p), Minutes: minutes, Source: outreach.Desk,
		Workers: []access.WorkerID{who.ID}, MadeAt: civil.At(day, civil.Clock{Hour: 15, Minute: 30}),
	}
	if w.rng.IntN(3) == 0 {
		s.Heard = heard[w.rng.IntN(len(heard))]
	}
	return visit{who.ID, s}
}

func (w *world) kind(p outreach.Place) string {
	switch {
	case p.Kind == "street":
		return "street"
	case w.rng.IntN(8) == 0:
		return "pop_up"
	case p.LowThreshold && w.rng.IntN(6) == 0:
		return "partner_event"
	}
	return "regular"
}

// deal hands out n units to visits that have conversations left for them.
func (w *world) deal(visits []visit, n int, of func(*visit) *int) {
	for range n {
		*of(w.withRoom(visits, func(v *visit) int { return *of(v) }))++
	}
}

func (w *world) withRoom(visits []visit, used func(*visit) int) *visit {
	for {
		v := &visits[w.rng.IntN(len(visits))]
		if used(v) < v.Conversations {
			return v
		}
	}
}

// split guesses ages and genders for most conversations, chooses topics and
// says where some were guided.
func (w *world) split(v *visit) {
	for range v.Conversations {
		if w.rng.IntN(4) > 0 {
			v.Ages[[]int{0, 1, 1, 2, 2, 2, 3, 3, 4, 5}[w.rng.IntN(10)]]++
			v.Genders[[]int{0, 0, 1, 1, 1, 2, 2, 2, 2, 3}[w.rng.IntN(10)]]++
		}
		if w.rng.IntN(3) == 0 {
			v.Onward[w.favourite(len(v.Onward))]++
		}
	}
	topics := w.topics[v.Organisation]
	for range min(v.Conversations, 1+w.rng.IntN(3)) {
		if t := topics[w.favourite(len(topics))]; !slices.Contains(v.Topics, t) {
			v.Topics = append(v.Topics, t)
		}
	}
}

// record plans a worker's rounds day by day and records her visits in them.
func (w *world) record(tx *act.Tx, who access.Actor, visits []visit) error {
	rounds := map[civil.Date]*outreach.Round{}
	var days []civil.Date
	for i := range visits {
		v := &visits[i]
		if v.by != who.ID {
			continue
		}
		r := rounds[v.Day]
		if r == nil {
			r = &outreach.Round{
				ID: mint[outreach.Round](w, v.Day), Organisation: v.Organisation, Unit: v.Unit, Day: v.Day,
				Workers: []access.WorkerID{who.ID}, Aim: aims[w.rng.IntN(len(aims))],
			}
			rounds[v.Day] = r
			days = append(days, v.Day)
		}
		if !slices.Contains(r.Places, v.Place) {
			r.Places = append(r.Places, v.Place)
		}
		v.Round = r.ID
	}
	for _, day := range days {
		if err := outreach.PlanRound(tx, *rounds[day]); err != nil {
			return err
		}
	}
	for _, v := range visits {
		if v.by != who.ID {
			continue
		}
		if _, err := outreach.Record(tx, v.Stop); err != nil {
			return err
		}
	}
	return nil
}

// correct gives the first visits of a worker a history: what was talked about
// was mended afterwards. No count changes.
func (w *world) correct(tx *act.Tx, who access.Actor, visits []visit) error {
	mended := 0
	for _, v := range visits {
		if v.by != who.ID || v.Heard != "" || mended == 2 {
			continue
		}
		mended++
		stop := v.Stop
		stop.Heard = heard[mended]
		_, err := outreach.Correct(tx, outreach.Correction{
			ID: mint[outreach.Correction](w, v.Day), Seen: 1, Reason: "Kuultu jäi kirjaamatta", Stop: stop,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
