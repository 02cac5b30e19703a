"""Input on which a statistic could fall over, and every public function of the statistics that is given it."""
