package family

// moneyTabs lead between the pages of a family's money; key names the one that is shown.
type moneyTabs struct{ PayURL, Key string }
