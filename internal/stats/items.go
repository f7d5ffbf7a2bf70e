package stats

import (
	"math"
	"math/bits"
)

// Skipped marks an item that a person did not answer.
const Skipped = 255

// Items gathers the answers of many people to the items of one scale, in one pass and
// in memory that does not grow with the people. An answer is a whole step from 0 to
// 254, turned already so that all items point the same way. A common step or a common
// start makes no difference to what is worked out here, so halves may come doubled.
type Items struct {
	items   int
	persons int64
	answers [][256]int64

	// People who answered everything need one number of people and one sum an item.
	complete int64
	sums     []int64
	products []int64 // by item and item
	packed   packedProducts

	// Of the others, each pair of items has its own.
	partNumbers, partProducts []int64
	partSums                  []int64 // of the row's item, over those who answered the column's
}

// NewItems is for a scale of so many items.
func NewItems(items int) *Items {
	pairs := items * items
	return &Items{
		items: items, answers: make([][256]int64, items), sums: make([]int64, items),
		products: make([]int64, pairs), packed: newPackedProducts(items),
		partNumbers: make([]int64, pairs), partProducts: make([]int64, pairs), partSums: make([]int64, pairs),
	}
}

// Add takes one person's answers, one an item, [Skipped] where there is none.
func (s *Items) Add(answers []uint8) {
	answers = answers[:s.items]
	s.persons++
	skipped := false
	for i, answer := range answers {
		s.answers[i][answer]++
		skipped = skipped || answer == Skipped
	}
	if skipped {
		s.addPart(answers)
		return
	}
	s.complete++
	for i, answer := range answers {
		s.sums[i] += int64(answer)
	}
	if !s.packed.add(answers) {
		s.packed.empty(s.products)
		s.packed.add(answers)
	}
}

func (s *Items) addPart(answers []uint8) {
	for i, a := range answers {
		if a == Skipped {
			continue
		}
		row := i * s.items
		for j, b := range answers {
			if b == Skipped {
				continue
			}
			s.partNumbers[row+j]++
			s.partSums[row+j] += int64(a)
			s.partProducts[row+j] += int64(a) * int64(b)
		}
	}
}

// Persons is how many people were added, and Complete how many of them answered every
// item.
func (s *Items) Persons() int64  { return s.persons }
func (s *Items) Complete() int64 { return s.complete }

// Item is the distribution of the answers to an item, the first of which is 0: who
// skipped it, and who chose the lowest and the highest answer.
func (s *Items) Item(i int) Distribution {
	d := Distribution{missing: s.answers[i][Skipped]}
	d.n = s.persons - d.missing
	return d.with(s.answers[i][:Skipped], 0)
}

// Consistency is how well the items of a scale hang together. It means nothing for a
// formative scale, whose items make up the thing rather than mirror it.
type Consistency struct {
	// Used is how many items count: those to which people gave different answers.
	Used int
	// Persons is the fewest people that any two of these items have in common.
	Persons int64
	// Alpha is Cronbach's raw alpha, with k items and their covariances C,
	//
	//	α = k/(k-1) · (1 - Σ C_ii / Σ C_ij)
	//
	// where each C_ij goes by the people who answered both. It is a lower bound of
	// reliability if errors are independent. Source: Cronbach, Psychometrika 16 (1951)
	// 297-334; the missing-data rule is that of R's psych::alpha.
	Alpha Figure
	// Interval is Feldt's, 1 - (1-α)·F(0.975) to 1 - (1-α)·F(0.025), with n-1 and
	// (n-1)(k-1) degrees of freedom and n = Persons. It assumes normal scores and
	// equal covariances. Source: Feldt, Psychometrika 30 (1965) 357-370.
	Interval ConfidenceInterval
	// Standardized is alpha from the correlations, k·r/(1 + (k-1)·r), and
	// MeanCorrelation its r, the mean correlation of two items.
	Standardized, MeanCorrelation Figure
	// ItemRest is, item by item, the correlation with the sum of the others.
	ItemRest []Figure
}

// Consistency works out how the items hang together so far.
func (s *Items) Consistency() Consistency {
	s.packed.empty(s.products)
	used := s.varying()
	c := Consistency{Used: len(used), ItemRest: make([]Figure, s.items)}
	matrix, persons := s.covariances(used)
	c.Persons = persons
	lack := NoLacking
	switch {
	case s.persons == 0:
		lack = NoValues
	case s.items < 2 || persons < 2:
		lack = TooFew
	case len(used) < 2:
		lack = NoSpread
	}
	if lack != NoLacking {
		c.lack(lack)
		return c
	}
	c.lack(NoSpread) // what an item without spread keeps
	c.alpha(matrix)
	c.correlations(matrix)
	for at, figure := range itemRest(matrix) {
		c.ItemRest[used[at]] = figure
	}
	return c
}

// varying are the items to which people gave different answers.
func (s *Items) varying() []int {
	var used []int
	for i := range s.items {
		if len(s.Item(i).values) > 1 {
			used = append(used, i)
		}
	}
	return used
}

// covariances are those of the items, each by the people who answered both, and the
// fewest people that two have in common.
func (s *Items) covariances(used []int) (matrix [][]float64, persons int64) {
	matrix = make([][]float64, len(used))
	persons = s.persons
	for row, i := range used {
		matrix[row] = make([]float64, len(used))
		for column, j := range used {
			pair, mirror := i*s.items+j, j*s.items+i
			n := s.complete + s.partNumbers[pair]
			persons = min(persons, n)
			product := s.products[min(pair, mirror)] + s.partProducts[pair]
			matrix[row][column] = wholeCovariance(n, s.sums[i]+s.partSums[pair], s.sums[j]+s.partSums[mirror], product)
		}
	}
	return matrix, persons
}

// wholeCovariance is (Σxy - ΣxΣy/n)/(n-1), without rounding before the last step.
func wholeCovariance(n, sumX, sumY, product int64) float64 {
	if n < 2 {
		return 0
	}
	high, low := bits.Mul64(uint64(n), uint64(product))
	lessHigh, lessLow := bits.Mul64(uint64(sumX), uint64(sumY))
	sign := 1.0
	if high < lessHigh || high == lessHigh && low < lessLow {
		high, low, lessHigh, lessLow, sign = lessHigh, lessLow, high, low, -1
	}
	low, borrow := bits.Sub64(low, lessLow, 0)
	high, _ = bits.Sub64(high, lessHigh, borrow)
	return sign * (float64(high)*(1<<64) + float64(low)) / float64(n) / float64(n-1)
}

func (c *Consistency) lack(lack Lack) {
	c.Alpha, c.Interval = lacking(lack), noInterval(lack)
	c.Standardized, c.MeanCorrelation = lacking(lack), lacking(lack)
	for i := range c.ItemRest {
		c.ItemRest[i] = lacking(lack)
	}
}

func (c *Consistency) alpha(matrix [][]float64) {
	k, n := float64(c.Used), float64(c.Persons)
	var total, diagonal float64
	for i, row := range matrix {
		diagonal += row[i]
		for _, covariance := range row {
			total += covariance
		}
	}
	if !(total > 0) { // possible, as every covariance may go by other people
		return
	}
	alpha := k / (k - 1) * (1 - diagonal/total)
	c.Alpha = known(alpha)
	df1, df2 := n-1, (n-1)*(k-1)
	upper, lower := fQuantile((1+Confidence)/2, df1, df2), fQuantile((1-Confidence)/2, df1, df2)
	c.Interval = interval(1-(1-alpha)*upper, 1-(1-alpha)*lower)
}

func (c *Consistency) correlations(matrix [][]float64) {
	k := float64(c.Used)
	var total float64
	for i, row := range matrix {
		for j, covariance := range row {
			if i != j {
				total += covariance / math.Sqrt(row[i]*matrix[j][j])
			}
		}
	}
	mean := total / (k * (k - 1))
	c.MeanCorrelation = known(mean)
	c.Standardized = known(k * mean / (1 + (k-1)*mean))
}

func itemRest(matrix [][]float64) []Figure {
	sums := make([]float64, len(matrix))
	var total float64
	for i, row := range matrix {
		for _, covariance := range row {
			sums[i] += covariance
		}
		total += sums[i]
	}
	figures := make([]Figure, len(matrix))
	for i, row := range matrix {
		rest := total - 2*sums[i] + row[i]
		if flat(rest, total) {
			figures[i] = lacking(NoSpread)
			continue
		}
		figures[i] = known((sums[i] - row[i]) / math.Sqrt(row[i]*rest))
	}
	return figures
}

// packedProducts adds up the products of all pairs of answers, four at a time: a word
// holds four answers of 16 bits each, and a word times an answer is four products. It
// is emptied before one of them can run over.
type packedProducts struct {
	words int
	row   []uint64
	total []uint64 // by item and word
	room  int      // what each of the four can still take
}

const packedRoom = 1<<16 - 1

func newPackedProducts(items int) packedProducts {
	words := (items + 3) / 4
	return packedProducts{words: words, row: make([]uint64, words), total: make([]uint64, items*words), room: packedRoom}
}

// add takes a person's answers, and does nothing when there is no room for them.
func (p *packedProducts) add(answers []uint8) bool {
	clear(p.row)
	highest := 0
	for i, answer := range answers {
		p.row[i/4] |= uint64(answer) << (i % 4 * 16)
		highest = max(highest, int(answer))
	}
	if p.room < highest*highest {
		return false
	}
	p.room -= highest * highest
	for i, answer := range answers {
		first := i / 4 // the pairs before are the same as pairs of items before
		row := p.row[first:]
		total := p.total[i*p.words+first:][:len(row)]
		for at, word := range row {
			total[at] += word * uint64(answer)
		}
	}
	return true
}

// empty adds what has been gathered to products by item and item, of which it fills
// those with the second item not before the first.
func (p *packedProducts) empty(products []int64) {
	items := len(p.total) / max(p.words, 1)
	for i := range items {
		for j := i; j < items; j++ {
			products[i*items+j] += int64(p.total[i*p.words+j/4] >> (j % 4 * 16) & packedRoom)
		}
	}
	clear(p.total)
	p.room = packedRoom
}
