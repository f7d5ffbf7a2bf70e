package picture

import (
	"rinnalla/internal/act"
	"rinnalla/internal/client"
)

const switchColumns = "id, client, shown, made_by, made_at"

func scanSwitch(s act.Scanner) (w Switch, err error) {
	err = s.Scan(&w.ID, &w.Client, &w.Shown, &w.MadeBy, &w.MadeAt)
	return w, err
}

func insertSwitch(tx *act.Tx, s Switch) (bool, error) {
	return tx.Once("INSERT INTO picture_switch ("+switchColumns+") VALUES "+act.Values(1, 5)+" ON CONFLICT DO NOTHING", s.ID, s.Client, s.Shown, s.MadeBy,
		s.MadeAt)
}

func findSwitch(tx *act.Tx, s SwitchID) (Switch, bool, error) {
	return act.One(tx, scanSwitch, "SELECT "+switchColumns+" FROM picture_switch WHERE id = $1", s)
}

func newestSwitch(tx *act.Tx, clients []client.ClientID) (Switch, bool, error) {
	var a act.Args
	return act.One(tx, scanSwitch, "SELECT "+switchColumns+" FROM picture_switch WHERE client IN "+act.List(&a, clients)+
		" ORDER BY made_at DESC, id DESC LIMIT 1", a.Values...)
}

func removeSwitches(tx *act.Tx, clients []client.ClientID) error {
	var a act.Args
	_, err := tx.Exec("DELETE FROM picture_switch WHERE client IN "+act.List(&a, clients), a.Values...)
	return err
}
