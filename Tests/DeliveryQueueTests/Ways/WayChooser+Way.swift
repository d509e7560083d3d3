@testable import DeliveryQueue

extension WayChooser {
    /// Counts a delivery that begins: by the other way than the one that is taken it is a trial.
    mutating func began(by way: DeliveryWay, _ rules: WayChoiceRules) { began(isTrial: way != current, rules) }
}

extension WayBook {
    /// Counts a delivery that begins: by the other way than the one that is taken it is a trial.
    mutating func began(_ site: String, by way: DeliveryWay) {
        began(site, isTrial: way != (chooser(for: site)?.current ?? .usual))
    }
}
