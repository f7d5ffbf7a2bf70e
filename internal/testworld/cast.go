package testworld

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
)

// The organisations and units of the cast.
var (
	North     = id.Must[access.Organisation]("01900000-0000-7000-8000-0000000000a1")
	South     = id.Must[access.Organisation]("01900000-0000-7000-8000-0000000000a2")
	Centre    = id.Must[access.Organisation]("01900000-0000-7000-8000-0000000000a3")
	NorthUnit = id.Must[access.Unit]("01900000-0000-7000-8000-0000000000b1")
	NorthEast = id.Must[access.Unit]("01900000-0000-7000-8000-0000000000b2")
	SouthUnit = id.Must[access.Unit]("01900000-0000-7000-8000-0000000000b3")
)

func member(no string, name string, role access.Role, o access.OrganisationID, u access.UnitID) access.Actor {
	return access.Actor{
		Kind: access.KindWorker, Name: name,
		ID:    id.Must[access.Worker]("01900000-0000-7000-8000-0000000000" + no),
		Posts: []access.Post{{Role: role, Organisation: o, Unit: u}},
	}
}

// Aino does outreach in North, Aune in its other unit, Bertta leads North, Cia
// does outreach in South, Dora administers North, Elli coordinates the project
// that shares the statistics of both, Olli owns the installation.
var (
	Aino   = member("c1", "Aino Ahola", access.RoleWorker, North, NorthUnit)
	Aune   = member("c2", "Aune Aalto", access.RoleWorker, North, NorthEast)
	Bertta = member("c3", "Bertta Berg", access.RoleLeader, North, NorthUnit)
	Cia    = member("c4", "Cia Cavén", access.RoleWorker, South, SouthUnit)
	Dora   = member("c5", "Dora Dahl", access.RoleAdministrator, North, access.UnitID{})
	Elli   = shared(member("c6", "Elli Eskola", access.RoleCoordinator, Centre, access.UnitID{}), North, South)
	Olli   = member("c7", "Olli Oja", access.RoleOwner, Centre, access.UnitID{})
)

func shared(a access.Actor, with ...access.OrganisationID) access.Actor {
	a.Shared = with
	return a
}

// Write does fn as the actor and fails the test when it fails.
func (w *World) Write(who access.Actor, fn func(*act.Tx) error) {
	w.Helper()
	if err := w.TryWrite(who, fn); err != nil {
		w.Fatal(err)
	}
}

// Read does fn as the actor and fails the test when it fails.
func (w *World) Read(who access.Actor, fn func(*act.Tx) error) {
	w.Helper()
	if err := w.TryRead(who, fn); err != nil {
		w.Fatal(err)
	}
}

// TryWrite does fn as the actor.
func (w *World) TryWrite(who access.Actor, fn func(*act.Tx) error) error {
	return w.Acts.Write(w.Context(), who, fn)
}

// TryRead does fn as the actor.
func (w *World) TryRead(who access.Actor, fn func(*act.Tx) error) error {
	return w.Acts.Read(w.Context(), who, fn)
}
