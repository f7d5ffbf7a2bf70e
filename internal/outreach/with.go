package outreach

import "slices"

// With is a code of one of the closed lists that a visit splits its people by, with
// the list's name before it: "age.u18", "gender.woman", "onward.kela", "mark.5".
// Empty is none.
type With string

// withs are all there are, in the order of the lists; columnOf is where each is counted.
var withs, columnOf = splits()

// Withs are all that visits can be asked for.
func Withs() []With { return slices.Clone(withs) }

func splits() (all []With, columns map[With]string) {
	columns = map[With]string{}
	for _, list := range []struct {
		name, column string
		codes        []string
	}{{"age", "age_", AgeBands}, {"gender", "gender_", Genders}, {"onward", "onward_", OnwardCodes}, {"mark", "f", Marks}} {
		for _, code := range list.codes {
			w := With(list.name + "." + code)
			all, columns[w] = append(all, w), list.column+code
		}
	}
	return all, columns
}
