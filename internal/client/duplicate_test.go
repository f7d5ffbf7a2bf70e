package client_test

import (
	"slices"
	"testing"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/testworld"
)

func TestWhoMayBeTheSamePersonIsShownWithTheReason(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		day := born(1952, 10, 13)
		for what, c := range map[string]struct {
			typed client.Person
			want  client.Reason
		}{
			"the same code":                             {client.Person{Given: "X", Identity: code(t, "daavid")}, client.SameCode},
			"the same code but for the sign":            {client.Person{Given: "Xerxes", Identity: code(t, "namesake")}, ""},
			"the same birth day and name":               {client.Person{Family: "DUFVA", Given: "daavid", Born: day}, client.SameBirthSameName},
			"the same birth day, a letter wrong":        {client.Person{Family: "Dufwa", Given: "Daavid", Born: day}, client.SameBirthNearName},
			"the same birth day, two letters swapped":   {client.Person{Family: "Dufva", Given: "Daaivd", Born: day}, client.SameBirthNearName},
			"the same birth day, names swapped":         {client.Person{Family: "Daavid", Given: "Dufva", Born: day}, client.SameBirthNearName},
			"the same birth day, another given name":    {client.Person{Family: "Dufva", Given: "Olavi", Born: day}, client.SameBirthNearName},
			"the same birth day, another family name":   {client.Person{Family: "Virtanen", Given: "Daavid Olavi", Born: day}, client.SameBirthNearName},
			"the same birth day and another person":     {client.Person{Family: "Eronen", Given: "Elsa", Born: day}, ""},
			"the same name, nothing else known":         {client.Person{Family: "Dufva", Given: "Daavid"}, client.SameNameOnly},
			"the same name, the same year":              {client.Person{Family: "Dufva", Given: "Daavid", BirthYear: 1952}, client.SameNameOnly},
			"the same name, another year":               {client.Person{Family: "Dufva", Given: "Daavid", BirthYear: 1953}, ""},
			"the same name, another day":                {client.Person{Family: "Dufva", Given: "Daavid", Born: born(1952, 10, 14)}, ""},
			"nearly the same name, birth day not known": {client.Person{Family: "Dufwa", Given: "Daavid"}, ""},
			"nothing typed yet":                         {client.Person{}, ""},
			"half a name":                               {client.Person{Family: "Duf"}, ""},
		} {
			found := hints(w, testworld.Aino, c.typed)
			switch {
			case c.want == "" && (len(found.Visible) > 0 || found.Hidden || found.SameCode):
				t.Errorf("%s: %+v", what, found)
			case c.want != "" && (len(found.Visible) != 1 || found.Visible[0].Reason != c.want || found.Visible[0].ID != r.ID || found.SameCode != (c.want == client.SameCode)):
				t.Errorf("%s: %+v", what, found)
			}
		}
	})
}

func TestOfAClientWhomTheWorkerMayNotSeeNothingIsShownButThatThereMayBeOne(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		r := registration(daavid(t), testworld.Aino)
		registered(w, testworld.Aino, r)
		for what, c := range map[string]struct {
			who            access.Actor
			typed          client.Person
			hidden, coding bool
		}{
			"a colleague, the same code":            {anna, client.Person{Given: "X", Identity: code(t, "daavid")}, true, true},
			"a colleague, the same name":            {anna, client.Person{Family: "Dufva", Given: "Daavid", BirthYear: 1952}, true, false},
			"the leader, the same name":             {testworld.Bertta, client.Person{Family: "Dufva", Given: "Daavid"}, true, false},
			"another organisation, the same code":   {testworld.Cia, client.Person{Given: "X", Identity: code(t, "daavid")}, false, false},
			"another organisation, the same person": {testworld.Cia, daavid(t), false, false},
		} {
			found := hints(w, c.who, c.typed)
			if len(found.Visible) > 0 || found.Hidden != c.hidden || found.SameCode != c.coding {
				t.Errorf("%s: %+v", what, found)
			}
		}
	})
}

func TestNobodyIsRegisteredTwiceUnseen(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		registered(w, testworld.Aino, registration(daavid(t), testworld.Aino))
		try := func(who access.Actor, p client.Person, looked bool) error {
			r := registration(p, who)
			r.Other = looked
			return do(w, who, func(tx *act.Tx) error {
				_, err := client.Register(tx, r)
				return err
			})
		}
		nameless := client.Person{Family: "Dufva", Given: "Daavid"}
		for _, who := range []access.Actor{testworld.Aino, anna} {
			if err := try(who, daavid(t), true); !slices.Equal(fieldsOf(err), []string{"identity"}) {
				t.Errorf("%s, the same code: %v", who.Name, err)
			}
			if err := try(who, nameless, false); !slices.Equal(fieldsOf(err), []string{"other"}) {
				t.Errorf("%s, the same name, not looked at: %v", who.Name, err)
			}
			if err := try(who, nameless, true); err != nil {
				t.Errorf("%s, the same name, another person: %v", who.Name, err)
			}
		}
		if err := try(testworld.Cia, daavid(t), false); err != nil {
			t.Errorf("in another organisation: %v", err)
		}
	})
}

// Two who register the same person at the same moment do not both succeed.
func TestTheSameCodeAtTheSameMomentIsTakenOnce(t *testing.T) {
	testworld.Each(t, func(t *testing.T, w *testworld.World) {
		results := make(chan error, 4)
		for range cap(results) {
			go func() {
				results <- w.TryWrite(testworld.Aino, func(tx *act.Tx) error {
					_, err := client.Register(tx, registration(daavid(t), testworld.Aino))
					return err
				})
			}()
		}
		taken := 0
		for range cap(results) {
			if err := <-results; err == nil {
				taken++
			} else if !slices.Equal(fieldsOf(err), []string{"identity"}) {
				t.Error(err)
			}
		}
		if taken != 1 {
			t.Errorf("registered %d times", taken)
		}
	})
}
