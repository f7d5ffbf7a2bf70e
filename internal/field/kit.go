package field

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/i18n"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

// kit is all that leaves the server for a day in the field: where, with whom,
// what is talked about, the worker's own rounds, and what she needs to measure
// her own clients. No visits, and nobody's names but those of the workers in her
// rounds and of the clients whom she takes along.
type kit struct {
	Protocol       int               `json:"protocol"`
	Worker         kitWorker         `json:"worker"`
	Units          []kitUnit         `json:"units"`
	Places         []kitPlace        `json:"places"`
	Partners       []kitPartner      `json:"partners"`
	Topics         []kitTopic        `json:"topics"`
	Rounds         []kitRound        `json:"rounds"`
	Municipalities []kitMunicipality `json:"municipalities"`
	StopKinds      []string          `json:"stop_kinds"`
	PlaceKinds     []string          `json:"place_kinds"`
	Ages           []string          `json:"ages"`
	Genders        []string          `json:"genders"`
	Onward         []string          `json:"onward"`
	measuringKit
}

type kitWorker struct {
	ID       access.WorkerID `json:"id"`
	Name     string          `json:"name"`
	Language string          `json:"language"`
}

type kitUnit struct {
	ID           access.UnitID         `json:"id"`
	Name         string                `json:"name"`
	Organisation access.OrganisationID `json:"organisation"`
}

type kitPlace struct {
	ID           outreach.PlaceID      `json:"id"`
	Name         string                `json:"name"`
	Organisation access.OrganisationID `json:"organisation"`
	Kind         string                `json:"kind"`
	Municipality string                `json:"municipality"`
	Address      string                `json:"address"`
}

type kitPartner struct {
	ID           outreach.PartnerID    `json:"id"`
	Name         string                `json:"name"`
	Organisation access.OrganisationID `json:"organisation"`
	Kind         string                `json:"kind"`
}

type kitTopic struct {
	ID           outreach.TopicID      `json:"id"`
	Organisation access.OrganisationID `json:"organisation"`
	Names        map[i18n.Lang]string  `json:"names"`
}

type kitRound struct {
	ID           outreach.RoundID      `json:"id"`
	Organisation access.OrganisationID `json:"organisation"`
	Unit         access.UnitID         `json:"unit"`
	Day          civil.Date            `json:"day"`
	Aim          string                `json:"aim"`
	Places       []outreach.PlaceID    `json:"places"`
	Workers      []kitPerson           `json:"workers"`
}

type kitPerson struct {
	ID   access.WorkerID `json:"id"`
	Name string          `json:"name"`
}

type kitMunicipality struct {
	Code string `json:"code"`
	Fi   string `json:"fi"`
	Sv   string `json:"sv"`
}

// giveKit answers with the kit, or with 304 when the phone has it.
func giveKit(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	k, err := pack(tx, r)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	answer := web.Body(http.StatusOK, "application/json", text)
	if r.Header.Get("If-None-Match") == tag {
		answer = web.Body(http.StatusNotModified, "application/json", nil)
	} else if err := client.HandOut(tx, k.along); err != nil {
		return nil, err
	}
	return answer.Header("ETag", tag).Header("X-Now", tx.Now.String()), nil
}

func pack(tx *act.Tx, r *web.Request) (kit, error) {
	k := kit{
		Protocol: Protocol, Worker: kitWorker{tx.Actor.ID, tx.Actor.Name, string(r.Identity.Lang)},
		StopKinds: outreach.StopKinds, PlaceKinds: outreach.PlaceKinds,
		Ages: outreach.AgeBands, Genders: outreach.Genders, Onward: outreach.OnwardCodes,
	}
	if err := k.packUnits(tx); err != nil {
		return k, err
	}
	given, err := outreach.KitFor(tx)
	if err != nil {
		return k, err
	}
	k.packPlaces(given)
	if err := k.packMunicipalities(tx); err != nil {
		return k, err
	}
	k.packTopics(given)
	if err := k.packRounds(tx, given); err != nil {
		return k, err
	}
	k.measuringKit, err = packMeasuring(tx)
	return k, err
}

func (k *kit) packUnits(tx *act.Tx) error {
	scope, err := tx.Scope(access.RecordVisits, "visit")
	if err != nil {
		return err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return err
	}
	k.Units = []kitUnit{}
	for _, u := range units {
		if u.Term.In(tx.Today()) {
			k.Units = append(k.Units, kitUnit{u.ID, u.Name, u.Organisation})
		}
	}
	return nil
}

func (k *kit) packMunicipalities(tx *act.Tx) error {
	organisations, err := staff.OrganisationsWithin(tx, wholeOf(tx.Actor))
	k.Municipalities = municipalities(tx.Today(), organisations, k.Places)
	return err
}

// wholeOf is the actor's organisations, for the areas in which they work.
func wholeOf(a access.Actor) (s access.Scope) {
	for _, post := range a.Posts {
		if !slices.Contains(s.Organisations, post.Organisation) {
			s.Organisations = append(s.Organisations, post.Organisation)
		}
	}
	return s
}

// municipalities are those of the organisations' counties, for places met on the
// way, and those of the places that they already go to; all of them when an organisation has no county.
func municipalities(today civil.Date, organisations []staff.Organisation, places []kitPlace) []kitMunicipality {
	all := []kitMunicipality{}
	for _, m := range area.On(today).Municipalities() {
		near := slices.ContainsFunc(organisations, func(o staff.Organisation) bool { return o.County == "" || o.County == m.County })
		if near || slices.ContainsFunc(places, func(p kitPlace) bool { return p.Municipality == m.Code }) {
			all = append(all, kitMunicipality{m.Code, m.NameFi, m.NameSv})
		}
	}
	return all
}

func (k *kit) packPlaces(given outreach.Kit) {
	k.Places, k.Partners = []kitPlace{}, []kitPartner{}
	for _, p := range given.Places {
		k.Places = append(k.Places, kitPlace{p.ID, p.Name, p.Organisation, p.Kind, p.Municipality, p.Address})
	}
	for _, p := range given.Partners {
		k.Partners = append(k.Partners, kitPartner{p.ID, p.Name, p.Organisation, p.Kind})
	}
}

func (k *kit) packTopics(given outreach.Kit) {
	k.Topics = []kitTopic{}
	for _, t := range given.Topics {
		names := map[i18n.Lang]string{}
		for _, lang := range i18n.Langs {
			names[lang] = t.Name(string(lang))
		}
		k.Topics = append(k.Topics, kitTopic{t.ID, t.Organisation, names})
	}
}

func (k *kit) packRounds(tx *act.Tx, given outreach.Kit) error {
	var workers []access.WorkerID
	var organisations []access.OrganisationID
	for _, r := range given.Rounds {
		workers = append(workers, r.Workers...)
		if !slices.Contains(organisations, r.Organisation) {
			organisations = append(organisations, r.Organisation)
		}
	}
	names, err := staff.ColleagueNames(tx, workers, organisations)
	k.Rounds = []kitRound{}
	for _, r := range given.Rounds {
		made := kitRound{ID: r.ID, Organisation: r.Organisation, Unit: r.Unit, Day: r.Day, Aim: r.Aim,
			Places: append([]outreach.PlaceID{}, r.Places...), Workers: []kitPerson{}}
		for _, w := range r.Workers {
			made.Workers = append(made.Workers, kitPerson{w, names[w]})
		}
		k.Rounds = append(k.Rounds, made)
	}
	return err
}
