package staffpages

import (
	"net/url"
	"strconv"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/staff"
	"rinnalla/internal/web"
)

func settingRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/settings", Needs: access.KeepSettings, Act: showSettings},
		{Pattern: "POST /admin/settings", Needs: access.KeepSettings, Act: changeSettings},
	}
}

func settingsForm(tx *act.Tx, r *web.Request, values url.Values) (*formPage, error) {
	p, err := newForm(tx, r, "staff.settings", values)
	if err != nil {
		return nil, err
	}
	p.Lead, p.Submit, p.Back = r.Print.T("staff.settings_lead"), r.Print.T("staff.settings_save"), back(r, "staff.organisations", "/admin/organisations")
	p.hide("version")
	p.add(checkControl, "second_factor", "staff.factor_required", p.hint("staff.factor_required_hint"))
	p.add(numberControl, "idle_minutes", "staff.idle_minutes", p.hint("staff.idle_hint"))
	p.add(numberControl, "session_hours", "staff.session_hours", p.hint("staff.hours_hint"))
	return p, nil
}

func settingsValues(s staff.Settings) url.Values {
	v := url.Values{
		"version": {versionText(s.Version)}, "idle_minutes": {strconv.Itoa(s.IdleMinutes)}, "session_hours": {strconv.Itoa(s.SessionHours)},
	}
	if s.SecondFactorRequired {
		v.Set("second_factor", "yes")
	}
	return v
}

func showSettings(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	s, err := staff.ReadSettings(tx)
	if err != nil {
		return nil, err
	}
	p, err := settingsForm(tx, r, settingsValues(s))
	if err != nil {
		return nil, err
	}
	return p.show()
}

func changeSettings(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	stands, err := staff.ReadSettings(tx)
	if err != nil {
		return nil, err
	}
	f := r.TypedForm()
	s := staff.Settings{
		SecondFactorRequired: f.Bool("second_factor"), IdleMinutes: f.Int("idle_minutes"), SessionHours: f.Int("session_hours"), Version: readVersion(f),
	}
	if err = f.Err(); err == nil {
		err = staff.ChangeSettings(tx, s)
	}
	if err == nil {
		return saved(tx, r, "/admin/settings", "staff.settings_saved")
	}
	p, formErr := settingsForm(tx, r, nil)
	if formErr != nil {
		return nil, formErr
	}
	return p.again(r, err, func() (url.Values, error) { return settingsValues(stands), nil })
}
