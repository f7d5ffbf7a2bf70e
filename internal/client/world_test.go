package client_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/db"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/identity"
	"rinnalla/internal/testworld"
)

// Everybody here is invented, and the identity codes are those of tests.
var (
	today  = testworld.Friday.Date()
	codeOf = map[string]string{"daavid": "131052-9085", "namesake": "131052U9085", "elsa": "311280-999J"}
)

// anna works beside Aino in Kajaani, frida leads Kajaani beside Bertta.
var (
	anna  = colleague("d1", "Anna Aro", access.RoleWorker)
	frida = colleague("d2", "Frida Fors", access.RoleLeader)
)

func colleague(no, name string, role access.Role) access.Actor {
	return access.Actor{Kind: access.KindWorker, Name: name, ID: id.Must[access.Worker]("01900000-0000-7000-8000-0000000000" + no),
		Posts: []access.Post{{Role: role, Organisation: testworld.North, Unit: testworld.NorthUnit}}}
}

func code(t testing.TB, name string) identity.Code {
	t.Helper()
	c, err := identity.Parse(codeOf[name])
	if err != nil {
		t.Fatal(name, err)
	}
	return c
}

func born(year, month, day int) civil.Date {
	return civil.Date{Year: year, Month: time.Month(month), Day: day}
}

// daavid is a client of Kajaani whom the tests know well.
func daavid(t testing.TB) client.Person {
	return client.Person{Family: "Dufva", Given: "Daavid Olavi", Identity: code(t, "daavid"), Municipality: "205", Language: "sv", Interpreter: true,
		Phone: "040 123 4567", Email: "daavid@esimerkki.fi", Address: "Salainen kuja 1, 87100 Kajaani", Note: "Soitto vain iltapäivisin"}
}

func registration(p client.Person, worker access.Actor) client.Registration {
	return client.Registration{ID: id.New[client.Client](), Organisation: worker.Home(), Unit: worker.Posts[0].Unit, Person: p, From: today, Worker: worker.ID}
}

// unitTask is a registration that the whole unit shares.
func unitTask(p client.Person, worker access.Actor) client.Registration {
	r := registration(p, worker)
	r.UnitTask = true
	return r
}

// registered puts clients on record, each by her own worker.
func registered(w *testworld.World, who access.Actor, all ...client.Registration) {
	w.Helper()
	w.Write(who, func(tx *act.Tx) error {
		for _, r := range all {
			if _, err := client.Register(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func find(w *testworld.World, who access.Actor, c client.ClientID) (found client.Client, err error) {
	w.Helper()
	err = w.TryRead(who, func(tx *act.Tx) (err error) {
		found, err = client.Find(tx, c)
		return err
	})
	return found, err
}

func search(w *testworld.World, who access.Actor, text string) (found client.Sought) {
	w.Helper()
	w.Read(who, func(tx *act.Tx) (err error) {
		found, err = client.Search(tx, text)
		return err
	})
	return found
}

func hints(w *testworld.World, who access.Actor, p client.Person) (found client.Found) {
	w.Helper()
	w.Read(who, func(tx *act.Tx) (err error) {
		found, err = client.Hints(tx, who.Home(), p, client.ClientID{})
		return err
	})
	return found
}

func do(w *testworld.World, who access.Actor, fn func(*act.Tx) error) error {
	w.Helper()
	return w.TryWrite(who, fn)
}

// logged are the entries of the use log about a client, the newest first.
func logged(w *testworld.World, c client.ClientID) []act.Entry {
	w.Helper()
	var rows []act.Entry
	w.Read(testworld.Bertta, func(tx *act.Tx) (err error) {
		rows, err = act.ReadLog(tx, act.LogFilter{Subject: access.ThingID(c), Limit: 1000})
		return err
	})
	return rows
}

// fieldsOf are the names of the fields that an error is about.
func fieldsOf(err error) (names []string) {
	if f := fault.Of(err); f != nil {
		for _, field := range f.Fields {
			names = append(names, field.Name)
		}
	}
	return names
}

// dump is everything that stands in the database, as somebody reads it who has the database and nothing else.
func dump(w *testworld.World) string {
	w.Helper()
	var b strings.Builder
	err := w.DB.Read(w.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			if err := dumpTable(tx, table, &b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return b.String()
}

func dumpTable(tx *db.Tx, table db.Table, b *strings.Builder) error {
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	rows, err := tx.Query("SELECT " + db.QuotedList(names) + " FROM " + db.Quoted(table.Name))
	if err != nil {
		return err
	}
	values, into := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			fmt.Fprintf(b, "%s.%s=%s\n", table.Name, names[i], v)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

const reason = "Kriisipuhelu: asiakas on hädässä, omatyöntekijää ei tavoiteta."

// broken breaks the glass and gives what the supervisors are told.
func broken(w *testworld.World, who access.Actor, g client.Glass) (n client.Notice) {
	w.Helper()
	g.ID, g.Organisation, g.Reason = id.New[client.Glass](), who.Home(), reason
	w.Write(who, func(tx *act.Tx) error {
		_, err := client.BreakGlass(tx, g)
		return err
	})
	w.Read(testworld.Bertta, func(tx *act.Tx) error {
		all, err := client.Notices(tx)
		for _, one := range all {
			if one.ID == g.ID {
				n = one
			}
		}
		return err
	})
	return n
}

func consent(c client.ClientID, kind client.ConsentKind, state client.ConsentState) client.Consent {
	return client.Consent{ID: id.New[client.Consent](), Client: c, Kind: kind, State: state, Day: today, By: "client", Way: "spoken"}
}

// fact is the first column of a question to the database.
func fact(w *testworld.World, query string) (all []string) {
	w.Helper()
	err := w.DB.Read(w.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(query)
		if err != nil {
			return err
		}
		for rows.Next() {
			var v any
			if err := rows.Scan(&v); err != nil {
				return err
			}
			all = append(all, fmt.Sprint(v))
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return rows.Close()
	})
	if err != nil {
		w.Fatal(err)
	}
	return all
}
