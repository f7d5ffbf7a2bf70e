package oldvisits

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/recognise"
	"rinnalla/internal/staff"
)

// ground is what the names in a file are looked up in.
type ground struct {
	today   civil.Date
	places  map[string][]outreach.Place // by folded name
	topics  map[string]outreach.Topic   // by folded name in any language, and by code
	workers map[string][]access.WorkerID
	fresh   map[string]*NewPlace // by folded name and municipality
	freshID map[string]outreach.PlaceID
}

func readGround(tx *act.Tx, organisation access.OrganisationID) (*ground, error) {
	found, err := outreach.ImportGround(tx, organisation)
	if err != nil {
		return nil, err
	}
	people, err := staff.WorkersWithin(tx, access.Scope{Organisations: []access.OrganisationID{organisation}})
	if err != nil {
		return nil, err
	}
	g := &ground{today: tx.Today(), places: map[string][]outreach.Place{}, topics: map[string]outreach.Topic{},
		workers: map[string][]access.WorkerID{}, fresh: map[string]*NewPlace{}, freshID: map[string]outreach.PlaceID{}}
	for _, p := range found.Places {
		g.places[i18n.Fold(p.Name)] = append(g.places[i18n.Fold(p.Name)], p)
	}
	for _, t := range found.Topics {
		for _, name := range []string{t.Fi, t.Sv, t.En, t.Selko, t.Code} {
			if name != "" {
				g.topics[i18n.Fold(name)] = t
			}
		}
	}
	for _, w := range people {
		for _, name := range []string{i18n.Fold(w.Name), i18n.Fold(w.Email)} {
			g.workers[name] = append(g.workers[name], w.ID)
		}
	}
	return g, nil
}

// visit looks up what a row names and holds the visit against its own rules. A
// visit with problems is still as good as it can be, for the sums.
func (g *ground) visit(r row, found *problems) outreach.Stop {
	s := outreach.Stop{
		ID: r.ID, Day: r.Day, Start: r.Start, End: r.End, Kind: r.Kind, Present: r.Present, Conversations: r.Conversation,
		Ages: r.Ages, Genders: r.Genders, Clienthoods: r.Clienthoods, Onward: r.Onward, Minutes: r.Minutes,
		Feedback: r.Feedback, Heard: r.Heard, Source: outreach.Imported, Confirmed: true,
	}
	refuse := func(column, value, key string, args ...any) {
		found.add(rows.Problem{Row: r.No, Column: column, Value: value, Refused: true, Key: key, Args: args})
	}
	unread := found.IsRefused(r.No)
	s.Place = g.place(r, refuse)
	for _, name := range r.Topics {
		g.addTopics(&s, name, refuse)
	}
	for _, name := range r.Workers {
		switch who := g.workers[i18n.Fold(name)]; len(who) {
		case 1:
			s.Workers = append(s.Workers, who[0])
		case 0:
			refuse("workers", name, "import.worker.unknown")
		default:
			refuse("workers", name, "import.worker.ambiguous")
		}
	}
	if hints := recognise.Hints(r.Heard); len(hints) > 0 {
		found.add(rows.Problem{Row: r.No, Column: "heard", Value: told(hints), Key: "import.heard.recognisable"})
	}
	g.check(s, unread, refuse)
	return s
}

func told(hints []recognise.Hint) string {
	var parts []string
	for _, h := range hints {
		parts = append(parts, h.Text)
	}
	return strings.Join(parts, "; ")
}

// told already by the row itself, or not the file's business
var silent = map[string]bool{"id": true, "unit": true, "source": true, "place": true}

// between are rules between two cells. Where one of them could not be read, it is
// not known whether they hold.
var between = map[string]bool{
	"visit.start.missing": true, "visit.end.before_start": true, "visit.ages.more_than_conversations": true,
	"visit.genders.more_than_conversations": true, "visit.clienthoods.more_than_conversations": true,
}

func (g *ground) check(s outreach.Stop, unread bool, refuse func(column, value, key string, args ...any)) {
	s.Unit, s.Import = access.UnitID{1}, outreach.ImportID{1}
	wrong := fault.Of(s.Check(g.today))
	if wrong == nil {
		return
	}
	for _, f := range wrong.Fields {
		if silent[f.Name] || f.Name == "day" && s.Day.IsZero() || unread && between[f.Key] {
			continue
		}
		refuse(f.Name, valueOf(s, f.Name), f.Key, f.Args...)
	}
}

// place finds the place that a row names, or takes it for a new one.
func (g *ground) place(r row, refuse func(column, value, key string, args ...any)) outreach.PlaceID {
	if r.Place == "" || r.Nowhere {
		return outreach.PlaceID{}
	}
	name := i18n.Fold(r.Place)
	var same []outreach.Place
	for _, p := range g.places[name] {
		if r.Municipality == "" || p.Municipality == r.Municipality {
			same = append(same, p)
		}
	}
	switch {
	case len(same) == 1:
		return same[0].ID
	case len(same) > 1 && r.Municipality == "":
		refuse("place", r.Place, "import.place.ambiguous")
		return outreach.PlaceID{}
	case len(same) > 1:
		refuse("place", r.Place, "import.place.twice")
		return outreach.PlaceID{}
	case r.Municipality == "":
		refuse("place", r.Place, "import.place.municipality")
		return outreach.PlaceID{}
	}
	return g.newPlace(r, name+"\n"+r.Municipality, refuse)
}

func (g *ground) newPlace(r row, key string, refuse func(column, value, key string, args ...any)) outreach.PlaceID {
	if known, there := g.fresh[key]; there {
		if r.PlaceKind != "" && known.Kind != "" && r.PlaceKind != known.Kind {
			refuse("place_kind", "", "import.place.two_kinds", "row", known.Row)
		}
		if known.Kind == "" {
			known.Kind = r.PlaceKind
		}
		known.Visits++
		return g.freshID[key]
	}
	made := &NewPlace{Name: r.Place, Municipality: r.Municipality, Kind: r.PlaceKind, Row: r.No, Visits: 1}
	if wrong := fault.Of(made.place(access.OrganisationID{}, outreach.PlaceID{}).Check(g.today)); wrong != nil {
		for _, f := range wrong.Fields {
			refuse("place", r.Place, f.Key, f.Args...)
		}
	}
	g.fresh[key], g.freshID[key] = made, id.New[outreach.Place]()
	return g.freshID[key]
}

func (n NewPlace) place(o access.OrganisationID, as outreach.PlaceID) outreach.Place {
	kind := n.Kind
	if kind == "" {
		kind = "other"
	}
	return outreach.Place{ID: as, Organisation: o, Kind: kind, Name: n.Name, Municipality: n.Municipality}
}

// addTopics looks up a topic, or several with commas between when there is none
// of that name.
func (g *ground) addTopics(s *outreach.Stop, name string, refuse func(column, value, key string, args ...any)) {
	if t, known := g.topics[i18n.Fold(name)]; known {
		s.Topics = append(s.Topics, t.ID)
		return
	}
	if !strings.Contains(name, ",") {
		refuse("topics", name, "import.topic.unknown")
		return
	}
	for _, part := range strings.Split(name, ",") {
		if part = strings.TrimSpace(part); part != "" {
			g.addTopics(s, part, refuse)
		}
	}
}
