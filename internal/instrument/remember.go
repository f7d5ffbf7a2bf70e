package instrument

import "sync"

// mostRemembered bounds the forms that are remembered. An installation answers with some dozens of versions at a time.
const mostRemembered = 100

// remembered are the forms of locked versions that were read from the database and found there for good: a locked version never changes,
// and an id names one version. So handing in an answer neither reads nor checks a definition.
var remembered = struct {
	sync.RWMutex
	forms map[VersionID]*Form
}{forms: map[VersionID]*Form{}}

func recall(v VersionID) (*Form, bool) {
	remembered.RLock()
	defer remembered.RUnlock()
	f, there := remembered.forms[v]
	return f, there
}

// remember keeps a form; when there is no room, some other goes.
func remember(f *Form) {
	remembered.Lock()
	defer remembered.Unlock()
	for v := range remembered.forms {
		if len(remembered.forms) < mostRemembered {
			break
		}
		delete(remembered.forms, v)
	}
	remembered.forms[f.Version] = f
}
