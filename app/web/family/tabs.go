package family

// moneyTabs are the links between the pages of a family's money. Key names the current one.
type moneyTabs struct{ PayURL, Key string }
