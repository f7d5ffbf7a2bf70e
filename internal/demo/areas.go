package demo

import (
	"rinnalla/internal/access"
	"rinnalla/internal/staff"
)

// area is one of ISO SOS's sub-implementers. The number of visits is published
// history, and so are Kainuu's and Sosteri's places and people of September
// 2018; how present, conversations and feedback fall on the areas is invented
// so that their sums are the published ones.
type area struct {
	name          string
	kind          staff.Kind
	county, seat  string
	units         []string
	visits        [9]int // September 2018 to May 2019
	september     int    // people met by 1.10.2018, each in a conversation
	present       int
	conversations int
	clienthoods   int
	marks         [5]int // answers 1 to 5
	places        []place
	id            access.OrganisationID
}

type place struct {
	name, kind, municipality string
	low                      bool
}

var areas = []area{
	{
		name: "Kainuun sote", kind: staff.JointAuthority, county: "20", seat: "205", units: []string{"Kajaani", "Ylä-Kainuu"},
		visits: [9]int{9, 7, 9, 6, 13, 17, 21, 23, 24}, september: 83,
		present: 2041, conversations: 452, clienthoods: 31, marks: [5]int{1, 5, 16, 73, 115},
		places: []place{
			{"Kajaanin kirjasto", "library", "205", false}, {"Kajaanin ruokajakelu", "food_aid", "205", true},
			{"Sotkamon kirjasto", "library", "765", false}, {"Sotkamon kohtaamispaikka", "meeting_place", "765", true},
			{"Kuhmon kohtaamispaikka", "meeting_place", "290", true}, {"Kuhmon tori", "street", "290", false},
			{"Suomussalmen kylätalo", "village_house", "777", true}, {"Hyrynsalmen monitoimitila", "office", "105", false},
			{"Paltamon kirjasto", "library", "578", false}, {"Puolangan kyläkahvila", "village_house", "620", true},
			{"Ristijärven kylätalo", "village_house", "697", true}, {"Kajaanin torin laita", "street", "205", false},
			{"Nakertajan kylätalo, Kajaani", "village_house", "205", true}, {"Suomussalmen ruokajakelu", "food_aid", "777", true},
		},
	},
	{
		name: "Essote", kind: staff.JointAuthority, county: "12", seat: "491", units: []string{"Mikkeli"},
		visits:  [9]int{0, 6, 7, 5, 10, 13, 17, 18, 19},
		present: 1502, conversations: 333, clienthoods: 24, marks: [5]int{1, 4, 14, 60, 81},
		places: []place{
			{"Mikkelin pääkirjasto", "library", "491", false}, {"Mikkelin ruokajakelu", "food_aid", "491", true},
			{"Mikkelin kohtaamispaikka", "meeting_place", "491", true}, {"Kangasniemen kirjasto", "library", "213", false},
			{"Mäntyharjun työpaja", "meeting_place", "507", true}, {"Juvan kylätalo", "village_house", "178", true},
			{"Puumalan satama", "street", "623", false}, {"Hirvensalmen kirjasto", "library", "097", false},
		},
	},
	{
		name: "Pieksämäki", kind: staff.Municipality, county: "12", seat: "593", units: []string{"Pieksämäki"},
		visits:  [9]int{0, 2, 2, 2, 5, 5, 6, 7, 8},
		present: 588, conversations: 131, clienthoods: 9, marks: [5]int{0, 1, 4, 21, 39},
		places: []place{
			{"Pieksämäen kirjasto", "library", "593", false}, {"Pieksämäen ruokajakelu", "food_aid", "593", true},
			{"Pieksämäen nuorten paja", "meeting_place", "593", true}, {"Pieksämäen asema", "street", "593", false},
		},
	},
	{
		name: "Sosteri", kind: staff.JointAuthority, county: "12", seat: "740", units: []string{"Savonlinna"},
		visits: [9]int{9, 7, 9, 6, 13, 17, 22, 23, 25}, september: 43,
		present: 2079, conversations: 459, clienthoods: 32, marks: [5]int{1, 3, 14, 76, 121},
		places: []place{
			{"Savonlinnan kirjasto", "library", "740", false}, {"Savonlinnan ruokajakelu", "food_aid", "740", true},
			{"Savonlinnan kohtaamispaikka", "meeting_place", "740", true}, {"Savonlinnan tori", "street", "740", false},
			{"Enonkosken kylätalo", "village_house", "046", true}, {"Enonkosken kirjasto", "library", "046", false},
			{"Rantasalmen kirjasto", "library", "681", false}, {"Sulkavan kirjasto", "library", "768", false},
			{"Kerimäen kylätalo", "village_house", "740", true}, {"Punkaharjun palvelupiste", "office", "740", false},
		},
	},
}

// heard are invented sentences about towns, not about anybody.
var heard = []string{
	"Vuokra-asuntoja ei löydy, ja bussi ei kulje iltaisin.",
	"Pitkä matka toimistolle, kyytiä ei ole.",
	"Lomakkeet tuntuvat vaikeilta, niiden kanssa toivotaan apua.",
	"Yksinäisyys painaa talvella, toivottiin yhteistä ruokailua.",
	"Hyvä kun tulitte tänne, kynnys jutella on matala.",
	"Velka-asioissa ei tiedetä, mistä aloittaa.",
	"Pankkipalvelut katosivat kylältä, asiointi verkossa on vaikeaa.",
	"Nuorille toivotaan muutakin tekemistä kuin keskustassa oleilu.",
	"Työttömyysturvan odottaminen vie viikkoja.",
	"Toivottiin, että sama työntekijä kävisi uudelleen.",
	"Hammashoitoon ei pääse, kun aikoja ei ole.",
	"Ruokajakelun jono on pidentynyt syksystä.",
}
