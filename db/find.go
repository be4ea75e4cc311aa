package db

import (
	"fmt"
	"unicode/utf8"
)

// finding returns the condition that a family f of the structure $1 is found by each of some words, and the arguments
// with it: a word begins one of its code, its names, its telephone, the names and the logins of its adults, its
// addresses, or the name or the code of a child (family_words), or one of a file that was joined to it. Words come from
// fold.Words. The condition begins with
// "and", and is empty without words.
func finding(words []string, args []any) (condition string, with []any) {
	for _, word := range words {
		args = append(args, word, word+string(utf8.MaxRune))
		like := fmt.Sprintf("from family_words w%%s where w.structure_id = $1 and w.word >= $%d and w.word < $%d",
			len(args)-1, len(args))
		condition += " and f.id in (select w.family_id " + fmt.Sprintf(like, "") + " and w.family_id is not null" +
			" union all select fc.family_id " +
			fmt.Sprintf(like, " join family_children fc on fc.child_id = w.child_id") +
			" union all select o.merged_into " + fmt.Sprintf(like, " join families o on o.id = w.family_id") +
			" and o.merged_into is not null)"
	}
	return condition, args
}
