package access

import (
	"slices"
	"testing"

	"rinnalla/internal/id"
)

var (
	north, south     = id.New[Organisation](), id.New[Organisation]()
	kajaani, sotkamo = id.New[Unit](), id.New[Unit]()
)

func in(role Role, o OrganisationID, u UnitID) Actor {
	return Actor{Kind: KindWorker, ID: id.New[Worker](), Name: "X", Posts: []Post{{role, o, u}}}
}

func TestWhoMayReadAVisitOfKajaani(t *testing.T) {
	visit := Of("visit", north, kajaani, id.New[Thing]())
	for name, c := range map[string]struct {
		who  Actor
		want bool
	}{
		"a worker of the unit":                      {in(RoleWorker, north, kajaani), true},
		"a worker of the next unit may not":         {in(RoleWorker, north, sotkamo), false},
		"a worker of another organisation may not":  {in(RoleWorker, south, kajaani), false},
		"a worker of the whole organisation":        {in(RoleWorker, north, UnitID{}), true},
		"the leader of another unit, same house":    {in(RoleLeader, north, sotkamo), true},
		"a leader of another organisation may not":  {in(RoleLeader, south, kajaani), false},
		"an administrator may not":                  {in(RoleAdministrator, north, UnitID{}), false},
		"the installation's owner may not":          {in(RoleOwner, north, UnitID{}), false},
		"a visitor may not":                         {Visitor(), false},
		"somebody without a post may not":           {Actor{Kind: KindWorker}, false},
		"somebody who is nothing at all may not":    {Actor{}, false},
		"a role that no table knows gives no right": {in("director", north, kajaani), false},
	} {
		if got := c.who.May(ReadVisits, visit); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestACoordinatorSeesSharedStatisticsAndNoRows(t *testing.T) {
	c := in(RoleCoordinator, south, UnitID{})
	c.Shared = []OrganisationID{north}
	if !c.May(ReadSharedReport, All("report", north)) {
		t.Error("the shared organisation's statistics are closed to her")
	}
	if c.May(ReadSharedReport, All("report", south)) {
		t.Error("an organisation that shares nothing is open to her")
	}
	if c.Holds(ReadVisits) || c.Holds(ReadReport) {
		t.Error("she can open single rows or exact figures")
	}
}

func TestAScopeIsWhatTheActorMayAskAbout(t *testing.T) {
	a := in(RoleWorker, north, kajaani)
	a.Posts = append(a.Posts, Post{RoleLeader, south, sotkamo})
	s := a.ScopeOf(ReadVisits)
	if s.Everywhere || !s.Covers(north, kajaani) || s.Covers(north, sotkamo) || !s.Covers(south, kajaani) {
		t.Fatalf("%+v", s)
	}
	if !in(RoleAdministrator, north, UnitID{}).ScopeOf(ReadVisits).Empty() {
		t.Error("an administrator's scope of visits is not empty")
	}
}

func TestAPermissionThatNobodyDefinedIsRefused(t *testing.T) {
	if in(RoleOwner, north, UnitID{}).May(Permission{}, Subject{}) {
		t.Fatal("the empty permission was granted")
	}
}

func TestEveryPermissionIsHeldByARoleOrAJob(t *testing.T) {
	for _, p := range Permissions() {
		held := visitorOrJobMay(p)
		for _, r := range Roles() {
			held = held || ReachOf(r, p) != ReachNone
		}
		if !held {
			t.Errorf("nobody holds %s", p.Name())
		}
	}
}

func visitorOrJobMay(p Permission) bool {
	return Visitor().Holds(p) || Sealing().Holds(p) || Tallying().Holds(p) || Terminal().Holds(p) || Respondent(LinkHash{1}).Holds(p)
}

func TestAClientIsReadThroughATieAndNotThroughARole(t *testing.T) {
	client := func(o OrganisationID, u UnitID, tie Tie) Subject {
		s := Of("client", o, u, id.New[Thing]())
		s.Tie = tie
		return s
	}
	worker, leader := in(RoleWorker, north, kajaani), in(RoleLeader, north, kajaani)
	for name, c := range map[string]struct {
		who  Actor
		may  Permission
		of   Subject
		want bool
	}{
		"her own worker":                                      {worker, ReadClients, client(north, sotkamo, TieOwn), true},
		"her pair worker":                                     {worker, KeepClients, client(north, kajaani, TiePair), true},
		"a worker of the unit whose task she is":              {worker, ReadClients, client(north, kajaani, TieUnit), true},
		"a worker of another unit may not":                    {worker, ReadClients, client(north, sotkamo, TieUnit), false},
		"a worker of the whole organisation":                  {in(RoleWorker, north, UnitID{}), ReadClients, client(north, sotkamo, TieUnit), true},
		"nobody without a tie":                                {worker, ReadClients, client(north, kajaani, TieNone), false},
		"not even who leads":                                  {leader, ReadClients, client(north, kajaani, TieNone), false},
		"an own worker whose post is elsewhere may not":       {in(RoleWorker, south, kajaani), ReadClients, client(north, kajaani, TieOwn), false},
		"an administrator may not":                            {in(RoleAdministrator, north, UnitID{}), ReadClients, client(north, kajaani, TieOwn), false},
		"a hidden address: her own worker":                    {worker, ReadHiddenContact, client(north, kajaani, TieOwn), true},
		"a hidden address: the unit may not":                  {worker, ReadHiddenContact, client(north, kajaani, TieUnit), false},
		"a hidden address: through the glass may not":         {worker, ReadHiddenContact, client(north, kajaani, TieGlass), false},
		"through the glass one reads":                         {worker, ReadBehindGlass, client(north, sotkamo, TieGlass), true},
		"through the glass one changes nothing":               {worker, KeepClients, client(north, kajaani, TieGlass), false},
		"through a glass of another organisation nobody sees": {worker, ReadBehindGlass, client(south, kajaani, TieGlass), false},
		"who leads hands on through the glass":                {leader, AssignClients, client(north, sotkamo, TieGlass), true},
		"a worker does not":                                   {worker, AssignClients, client(north, kajaani, TieGlass), false},
	} {
		if got := c.who.May(c.may, c.of); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := worker.OrganisationsOf(ReadClients); len(got) != 1 || got[0] != north {
		t.Errorf("%v", got)
	}
}

func TestAPersonalLinkOpensItsOwnMeasurementAndNothingElse(t *testing.T) {
	holder := Respondent(LinkHash{1})
	of := func(link LinkHash) Subject {
		s := Of("measurement", north, kajaani, id.New[Thing]())
		s.Link = link
		return s
	}
	hers := []Permission{AnswerMeasurement, SeeOwnPicture}
	for _, p := range hers {
		if !holder.May(p, of(LinkHash{1})) {
			t.Errorf("%s: her own is closed to her", p.Name())
		}
		for name, s := range map[string]Subject{"another's": of(LinkHash{2}), "one that no link opens": of(LinkHash{})} {
			if holder.May(p, s) || Respondent(LinkHash{}).May(p, s) {
				t.Errorf("%s: %s is open", p.Name(), name)
			}
		}
	}
	for _, p := range Permissions() {
		if p != Public && !slices.Contains(hers, p) && (holder.Holds(p) || holder.May(p, of(LinkHash{1}))) {
			t.Errorf("%s is hers", p.Name())
		}
	}
	if !holder.ScopeOf(AnswerMeasurement).Empty() || len(holder.OrganisationsOf(AnswerMeasurement)) > 0 {
		t.Error("she can list")
	}
}
