public import MailAddressing

extension DKIMKeyRing {
    /// Where a key stands in its life; complete, as each follows on the one before it, or is left out.
    public enum State: Hashable, Sendable, CaseIterable {
        /// Its record need not stand in the DNS yet.
        case upcoming
        /// Its record must stand in the DNS, as it is about to sign, or to sign again.
        case announced
        /// It signs.
        case signing
        /// It signs no more; its record must still stand in the DNS for what is on its way.
        case retired
        /// It was taken back; its record must stand in the DNS without a key.
        case revoked
        /// Its record may be removed, and the key deleted.
        case finished

        /// Whether a record must stand in the DNS.
        public var isPublished: Bool {
            switch self {
            case .announced, .signing, .retired, .revoked: true
            case .upcoming, .finished: false
            }
        }
    }

    /// A record that must stand in the DNS at a time.
    public struct Publication: Hashable, Sendable {
        /// The domain whose key it is.
        public let domain: DomainName
        /// The selector of the key.
        public let selector: String
        /// Where the record stands.
        public let name: DomainName
        /// The record; without a key where the key was taken back.
        public let record: DKIMKeyRecord
        /// Where the key stands in its life.
        public let state: State

        /// The line of a zone file that publishes the record.
        public var zoneLine: String { record.zoneLine(at: name) }
    }

    /// A change in the life of a key.
    public struct Change: Hashable, Sendable {
        /// When, in seconds since 1970: the first second in the new state.
        public let unixTime: Int64
        /// The domain whose key it is.
        public let domain: DomainName
        /// The selector of the key.
        public let selector: String
        /// Where the key's record stands.
        public let name: DomainName
        /// The state before.
        public let oldState: State
        /// The state from then on.
        public let newState: State
    }
}

extension DKIMKeyRing {
    /// The records that must stand in the DNS at a time: those of keys about to sign, signing, retired and taken back.
    ///
    /// - Parameter unixTime: the time in seconds since 1970.
    /// - Returns: the records in the order of the entries.
    public func records(at unixTime: Int64) -> [Publication] {
        zip(entries, timelines).compactMap { entry, timeline in
            let state = timeline.state(at: unixTime)
            guard state.isPublished else { return nil }
            return Publication(
                domain: entry.domain, selector: entry.selector, name: entry.keyName,
                record: state == .revoked ? entry.record.revoked : entry.record, state: state)
        }
    }

    /// The entries whose records may be removed from the DNS and whose keys may be deleted.
    ///
    /// - Parameter unixTime: the time in seconds since 1970.
    public func finishedEntries(at unixTime: Int64) -> [Entry] {
        zip(entries, timelines).filter { $1.state(at: unixTime) == .finished }.map(\.0)
    }

    /// Where the key at a name stands in its life, or nil when there is none.
    ///
    /// - Parameters:
    ///   - name: the name of the key's record, as in `Entry.keyName`.
    ///   - unixTime: the time in seconds since 1970.
    public func state(ofKeyAt name: DomainName, at unixTime: Int64) -> State? {
        entries.firstIndex { $0.keyName == name }.map { timelines[$0].state(at: unixTime) }
    }

    /// What is to come: every change behind a time, in the order of time.
    ///
    /// - Parameter unixTime: the time in seconds since 1970.
    /// - Returns: the changes; those at one time in the order of the entries.
    public func changes(after unixTime: Int64) -> [Change] {
        var changes: [(position: Int, change: Change)] = []
        for (position, entry) in entries.enumerated() {
            for time in times(of: position, after: unixTime) {
                let timeline = timelines[position]
                changes.append(
                    (
                        position,
                        Change(
                            unixTime: time, domain: entry.domain, selector: entry.selector, name: entry.keyName,
                            oldState: timeline.state(at: time - 1), newState: timeline.state(at: time))
                    ))
            }
        }
        changes.sort { ($0.change.unixTime, $0.position) < ($1.change.unixTime, $1.position) }
        return changes.map(\.change)
    }

    /// When the signers or the records change next, in seconds since 1970, or nil when they never do.
    ///
    /// - Parameter unixTime: the time in seconds since 1970.
    public func nextChange(after unixTime: Int64) -> Int64? {
        entries.indices.compactMap { times(of: $0, after: unixTime).min() }.min()
    }

    /// The times behind another at which the state of an entry's key changes.
    private func times(of position: Int, after unixTime: Int64) -> Set<Int64> {
        let timeline = timelines[position]
        return Set(timeline.bounds).filter { time in
            time > unixTime && time < .max && timeline.state(at: time - 1) != timeline.state(at: time)
        }
    }
}
