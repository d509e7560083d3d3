extension SuppressionTable {
    /// How much of the capacity is for all, those of whom only strikes are known included: 75 hundredths.
    ///
    /// Whoever mails invented addresses has a key made for each. Such keys weigh least and are the first to be
    /// forgotten; they must not keep out what is known for sure.
    public static let strikePercentage = 75
    /// How much of the capacity is for entries that a refusal or a complaint made, as well: 90 hundredths.
    ///
    /// Strangers lead to these, too, and they stay for months. The rest is for persons, who would not understand that
    /// there is no room for what they decide.
    public static let reportPercentage = 90

    /// With how many keys the list takes one more for a state that is the first of its key.
    ///
    /// The whole capacity for a person's entry, ``reportPercentage`` of it for another entry, ``strikePercentage`` for
    /// strikes alone; rounded down, so that strangers never take the last place. A key that is there may change into
    /// anything.
    ///
    /// - Parameter state: the state.
    /// - Returns: how many keys, that one included; 0 to the capacity.
    public func room(for state: SuppressionState) -> Int { Self.room(for: state, capacity: capacity) }

    /// Whether there is room for a state that is the first of its key.
    ///
    /// - Parameters:
    ///   - state: the state.
    ///   - reserved: how many other keys will come for which room is kept: 0 or more.
    public func hasRoom(for state: SuppressionState, beside reserved: Int = 0) -> Bool {
        count < room(for: state) - reserved
    }

    static func room(for state: SuppressionState, capacity: Int) -> Int {
        let percentage =
            switch state.suppression?.reason.kind {
            case nil: strikePercentage
            case .bounce, .feedback: reportPercentage
            case .person: 100
            }
        let capacity = max(0, capacity)
        return capacity / 100 * percentage + capacity % 100 * percentage / 100
    }
}

extension SuppressionStoreError {
    /// That there is no room for another recipient; the reason says which bound was met.
    ///
    /// - Parameters:
    ///   - state: what was to be kept of the recipient.
    ///   - capacity: for how many recipients there is room in all.
    public static func full(for state: SuppressionState, capacity: Int) -> SuppressionStoreError {
        let room = SuppressionTable.room(for: state, capacity: capacity)
        let words =
            switch state.suppression?.reason.kind {
            case nil: "the most with which it counts strikes of another one, of \(capacity) in all"
            case .bounce, .feedback: "the most with which a refusal or a complaint adds one, of \(capacity) in all"
            case .person: "its most"
            }
        return SuppressionStoreError(.full, "the suppression list has \(room) recipients or more, \(words)")
    }
}
