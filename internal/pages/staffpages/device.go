package staffpages

import "strings"

// deviceOf names browser and system of a User-Agent header in two words joined
// by a point, "firefox.windows", so that a page can say it in the reader's
// language. What it does not know it calls "other".
func deviceOf(userAgent string) string {
	return firstSign(userAgent, browsers) + "." + firstSign(userAgent, systems)
}

type mark struct{ sign, name string }

// The order matters: Edge says Chrome as well, Chrome says Safari, Android says Linux.
var (
	browsers = []mark{{"Edg", "edge"}, {"OPR/", "opera"}, {"SamsungBrowser", "samsung"}, {"Firefox", "firefox"},
		{"FxiOS", "firefox"}, {"CriOS", "chrome"}, {"Chrome", "chrome"}, {"Safari", "safari"}, {"curl", "script"}}
	systems = []mark{{"Windows", "windows"}, {"iPhone", "iphone"}, {"iPad", "ipad"}, {"Mac OS X", "mac"},
		{"Android", "android"}, {"CrOS", "chromebook"}, {"Linux", "linux"}}
)

func firstSign(userAgent string, marks []mark) string {
	for _, m := range marks {
		if strings.Contains(userAgent, m.sign) {
			return m.name
		}
	}
	return "other"
}
