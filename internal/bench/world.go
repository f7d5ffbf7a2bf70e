package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/db"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
)

const (
	password = "mittaus-2026-rinnalla"
	// As many workers as there are devices at most, and one leader, who reads.
	workersEmployed = 32
	unitsFounded    = 6
	placesKept      = 400
	// county is South Savo, which had most of the visits of 2018 and 2019.
	county = "12"
)

// world is one organisation in a database of its own. All visits are of this
// organisation, so that whoever reads has all rows in her scope.
type world struct {
	url            string
	data           string // the server's data folder
	drop           func() error
	organisation   access.OrganisationID
	units          []access.UnitID
	workers        []person
	leader         person
	places         []outreach.Place
	topics         []outreach.Topic
	municipalities []string
	first, last    civil.Date // days of visits, last is the newest
	newest         outreach.StopID
	rows           int
}

type person struct {
	access.Actor
	email string
}

func now() civil.Instant { return civil.InstantOf(time.Now()) }

// prepare makes a database with the world and so many visits in it.
func (s *session) prepare(name string, rows int) (w *world, err error) {
	began := time.Now()
	w = &world{data: filepath.Join(s.folder, name), last: now().Date().AddDays(-1), rows: rows}
	w.first = w.last.AddDays(-3650)
	if err := os.Mkdir(w.data, 0o700); err != nil {
		return nil, err
	}
	if w.url, w.drop, err = s.store.database(s.ctx, name); err != nil {
		return nil, err
	}
	d, err := db.Open(s.ctx, w.url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.Migrate(s.ctx); err != nil {
		return nil, err
	}
	if err := w.settle(s.ctx, d); err != nil {
		return nil, fmt.Errorf("settle the world: %w", err)
	}
	if rows == 0 {
		return w, nil
	}
	if err := w.load(s.ctx, d, rows); err != nil {
		return nil, fmt.Errorf("load visits: %w", err)
	}
	s.say("loaded %d visits in %.0f s", rows, time.Since(began).Seconds())
	return w, nil
}

// settle founds organisation, units, people and places by the product's own verbs.
func (w *world) settle(ctx context.Context, d *db.DB) error {
	keys, err := staff.NewKeys(make([]byte, credential.SecretBytes), "", credential.Standard)
	if err != nil {
		return err
	}
	hash, err := keys.Hash(ctx, password)
	if err != nil {
		return err
	}
	acts := act.New(d, now)
	if err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error { return w.people(tx, hash) }); err != nil {
		return err
	}
	if err := acts.Write(ctx, w.leader.Actor, w.keepPlaces); err != nil {
		return err
	}
	if err := instrument.BringShipped(ctx, acts); err != nil {
		return err
	}
	_, err = acts.SealLog(ctx)
	return err
}

func (w *world) people(tx *act.Tx, hash string) error {
	settings, err := staff.ReadSettings(tx)
	if err != nil {
		return err
	}
	settings.SecondFactorRequired = false
	if err := staff.ChangeSettings(tx, settings); err != nil {
		return err
	}
	term := staff.Term{From: w.first}
	w.organisation = id.New[access.Organisation]()
	if err := staff.FoundOrganisation(tx, staff.Organisation{
		ID: w.organisation, NameFi: "Mittaamo", NameSv: "Mittaamo", Kind: staff.Association, County: county, Municipality: "491", Term: term,
	}); err != nil {
		return err
	}
	w.units, w.workers = nil, nil
	for i := range unitsFounded {
		u := staff.Unit{ID: id.New[access.Unit](), Organisation: w.organisation, Name: fmt.Sprintf("Yksikkö %d", i+1), Term: term}
		if err := staff.FoundUnit(tx, u); err != nil {
			return err
		}
		w.units = append(w.units, u.ID)
	}
	for i := range workersEmployed {
		p, err := w.employ(tx, fmt.Sprintf("Mittaaja %02d", i+1), access.RoleWorker, w.units[i%unitsFounded], hash)
		if err != nil {
			return err
		}
		w.workers = append(w.workers, p)
	}
	w.leader, err = w.employ(tx, "Lukija", access.RoleLeader, w.units[0], hash)
	return err
}

func (w *world) employ(tx *act.Tx, name string, role access.Role, unit access.UnitID, hash string) (person, error) {
	worker := staff.Worker{
		ID: id.New[access.Worker](), Organisation: w.organisation, Name: name, Language: i18n.FI, Active: true,
		Email: id.New[access.Worker]().Short() + "@mittaamo.example",
	}
	p := person{email: worker.Email, Actor: access.Actor{
		Kind: access.KindWorker, ID: worker.ID, Name: name,
		Posts: []access.Post{{Role: role, Organisation: w.organisation, Unit: unit}},
	}}
	if err := staff.AddWorker(tx, worker); err != nil {
		return p, err
	}
	if err := staff.GivePost(tx, staff.Post{
		ID: id.New[staff.Post](), Worker: worker.ID, Role: role, Organisation: w.organisation, Unit: unit, Term: staff.Term{From: w.first},
	}); err != nil {
		return p, err
	}
	return p, staff.SetPassword(tx, worker.ID, hash)
}

func (w *world) keepPlaces(tx *act.Tx) (err error) {
	w.places = nil
	for _, m := range area.On(tx.Today()).MunicipalitiesOf(county) {
		w.municipalities = append(w.municipalities, m.Code)
	}
	for i := range placesKept {
		p := outreach.Place{
			ID: id.New[outreach.Place](), Organisation: w.organisation, Kind: outreach.PlaceKinds[i%len(outreach.PlaceKinds)],
			Name: fmt.Sprintf("Paikka %03d", i+1), Municipality: w.municipalities[i%len(w.municipalities)], Address: "Tori 1",
		}
		if err := outreach.SavePlace(tx, p); err != nil {
			return err
		}
		w.places = append(w.places, p)
	}
	w.topics, err = outreach.Topics(tx)
	return err
}
