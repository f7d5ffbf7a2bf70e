package demo

import (
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
)

// person is an invented worker. The first of the list is the first sign-in.
type person struct {
	email, name, who string
	role             access.Role
	organisation     string
	unit             string
	lang             i18n.Lang
}

const iso = "ISO"

var people = []person{
	{"koordinaattori@iso.example", "Katri Koivisto", "ISO's project coordinator: the four organisations' shared statistics, nobody's single rows", access.RoleCoordinator, iso, "", i18n.FI},
	{"aino@kainuu.example", "Aino Karppinen", "outreach worker, Kainuun sote, Kajaani", access.RoleWorker, "Kainuun sote", "Kajaani", i18n.FI},
	{"eero@kainuu.example", "Eero Moilanen", "outreach worker, Kainuun sote, Kajaani", access.RoleWorker, "Kainuun sote", "Kajaani", i18n.FI},
	{"helmi@kainuu.example", "Helmi Heikkinen", "outreach worker, Kainuun sote, Ylä-Kainuu (another unit)", access.RoleWorker, "Kainuun sote", "Ylä-Kainuu", i18n.FI},
	{"bertta@kainuu.example", "Bertta Kemppainen", "leader, Kainuun sote: all units' visits, topics, rules, imports", access.RoleLeader, "Kainuun sote", "Kajaani", i18n.FI},
	{"dora@kainuu.example", "Dora Tolonen", "administrator, Kainuun sote: units, workers, posts, the use log", access.RoleAdministrator, "Kainuun sote", "", i18n.FI},
	{"cecilia@essote.example", "Cecilia Manninen", "outreach worker, Essote, in Swedish", access.RoleWorker, "Essote", "Mikkeli", i18n.SV},
	{"lauri@essote.example", "Lauri Pöyry", "leader, Essote", access.RoleLeader, "Essote", "Mikkeli", i18n.FI},
	{"pirjo@pieksamaki.example", "Pirjo Häkkinen", "outreach worker, Pieksämäki", access.RoleWorker, "Pieksämäki", "Pieksämäki", i18n.FI},
	{"sanni@sosteri.example", "Sanni Kosonen", "outreach worker, Sosteri", access.RoleWorker, "Sosteri", "Savonlinna", i18n.FI},
	{"tuomas@sosteri.example", "Tuomas Laamanen", "outreach worker, Sosteri", access.RoleWorker, "Sosteri", "Savonlinna", i18n.FI},
	{"olli@rinnalla.example", "Olli Omistaja", "owner of the installation: organisations, settings", access.RoleOwner, iso, "", i18n.FI},
}

// settle founds the organisations and units and gives everybody account, post
// and password.
func (w *world) settle(tx *act.Tx) ([]SignIn, error) {
	settings, err := staff.ReadSettings(tx)
	if err != nil {
		return nil, err
	}
	settings.SecondFactorRequired = false
	if err := staff.ChangeSettings(tx, settings); err != nil {
		return nil, err
	}
	organisations, units, err := w.found(tx)
	if err != nil {
		return nil, err
	}
	var signIns []SignIn
	for _, p := range people {
		if err := w.employ(tx, p, organisations[p.organisation], units[p.organisation+"/"+p.unit]); err != nil {
			return nil, err
		}
		signIns = append(signIns, SignIn{p.email, Password, p.who})
	}
	return signIns, nil
}

func (w *world) found(tx *act.Tx) (map[string]access.OrganisationID, map[string]access.UnitID, error) {
	term := staff.Term{From: beginning}
	organisations := map[string]access.OrganisationID{iso: mint[access.Organisation](w, beginning)}
	units := map[string]access.UnitID{}
	err := staff.FoundOrganisation(tx, staff.Organisation{
		ID: organisations[iso], NameFi: "Itä-Suomen sosiaalialan osaamiskeskus ISO", Kind: staff.Association,
		County: "12", Municipality: "491", Term: term,
	})
	if err != nil {
		return nil, nil, err
	}
	project := staff.Share{ID: mint[staff.Share](w, beginning), Name: "ISO SOS", Coordinators: organisations[iso], Term: term}
	for i := range areas {
		a := &areas[i]
		a.id = mint[access.Organisation](w, beginning)
		organisations[a.name] = a.id
		project.Members = append(project.Members, a.id)
		if err := staff.FoundOrganisation(tx, staff.Organisation{
			ID: a.id, NameFi: a.name, NameSv: a.name, Kind: a.kind, County: a.county, Municipality: a.seat, Term: term,
		}); err != nil {
			return nil, nil, err
		}
		for _, name := range a.units {
			unit := staff.Unit{ID: mint[access.Unit](w, beginning), Organisation: a.id, Name: name + ", aikuissosiaalityö", Term: term}
			units[a.name+"/"+name] = unit.ID
			if err := staff.FoundUnit(tx, unit); err != nil {
				return nil, nil, err
			}
		}
	}
	return organisations, units, staff.AgreeShare(tx, project)
}

func (w *world) employ(tx *act.Tx, p person, o access.OrganisationID, u access.UnitID) error {
	worker := staff.Worker{ID: mint[access.Worker](w, beginning), Organisation: o, Name: p.name, Email: p.email, Language: p.lang, Active: true}
	if err := staff.AddWorker(tx, worker); err != nil {
		return err
	}
	post := staff.Post{ID: mint[staff.Post](w, beginning), Worker: worker.ID, Role: p.role, Organisation: o, Unit: u, Term: staff.Term{From: beginning}}
	if err := staff.GivePost(tx, post); err != nil {
		return err
	}
	w.actors[p.email] = access.Actor{
		Kind: access.KindWorker, ID: worker.ID, Name: p.name,
		Posts: []access.Post{{Role: p.role, Organisation: o, Unit: u}},
	}
	return staff.SetPassword(tx, worker.ID, w.hash)
}

// team are the workers of an area who go out.
func (w *world) team(a *area) []access.Actor {
	var team []access.Actor
	for _, p := range people {
		if p.organisation == a.name && p.role == access.RoleWorker {
			team = append(team, w.actors[p.email])
		}
	}
	return team
}

// plan gives every team rounds for today and the coming days, so that the desk
// and the phone have something to begin with. They hold no visits.
func (w *world) plan(tx *act.Tx, who access.Actor, places []outreach.Place) error {
	for _, ahead := range []int{0, 1, 3} {
		day := w.today
		if ahead > 0 {
			day = civil.AddWorkingDays(w.today, ahead)
		}
		round := outreach.Round{
			ID: mint[outreach.Round](w, day), Organisation: who.Posts[0].Organisation, Unit: who.Posts[0].Unit, Day: day,
			Workers: []access.WorkerID{who.ID}, Aim: aims[w.rng.IntN(len(aims))],
			Places: []outreach.PlaceID{places[ahead%len(places)].ID, places[(ahead+2)%len(places)].ID},
		}
		if err := outreach.PlanRound(tx, round); err != nil {
			return err
		}
	}
	return nil
}

var aims = []string{
	"Tutustua paikkaan ja kertoa palveluista", "Olla tavattavissa ilman ajanvarausta",
	"Kuulla, miten asuminen sujuu", "Kysyä palautetta kesän käynneistä",
}

var september = civil.Month{Year: 2018, Month: time.September}
