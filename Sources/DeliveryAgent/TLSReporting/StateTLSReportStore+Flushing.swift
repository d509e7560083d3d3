public import DeliveryQueue
import NIOConcurrencyHelpers

extension StateTLSReportStore {
    /// Writes what was counted since the last time, and removes the days that are kept no more.
    ///
    /// Each domain that had a session is one small value, and some hundred of them go to the disk together. What cannot
    /// be written stays in memory for the next time.
    ///
    /// - Throws: `QueueStoreError` where the store cannot be read or written.
    public func flush() async throws(QueueStoreError) {
        await turns.begin(Self.space)
        defer { turns.end(Self.space) }
        let today = TLSReportDay(clock.now())
        let firstKept = today.advanced(by: -Self.retainedDays)
        let changed = contents.withLockedValue { contents in
            // Also where the disk fails for days, so that they do not fill the memory.
            contents.days = contents.days.filter { $0.key >= firstKept }
            return contents.days.filter { !$0.value.changed.isEmpty }.keys.sorted()
        }
        for day in changed {
            try await makeWhole(day)
            try await write(day)
        }
        contents.withLockedValue { contents in
            // Sessions come for today, and at midnight for the day before.
            let firstOpen = today.advanced(by: -1)
            contents.days = contents.days.filter { $0.key >= firstOpen || !$0.value.changed.isEmpty }
        }
        try await removeDays(before: firstKept)
    }

    /// Has what is on the disk of a day be part of what is in memory.
    private func makeWhole(_ day: TLSReportDay) async throws(QueueStoreError) {
        guard contents.withLockedValue({ $0.days[day]?.isWhole == false }) else { return }
        let kept = try await readDisk(day)
        contents.withLockedValue { contents in
            guard var open = contents.days[day] else { return }
            var tally = kept
            open.changed = tally.merge(open.tally)
            open.tally = tally
            open.isWhole = true
            contents.days[day] = open
        }
    }

    /// Writes what has changed of a day that is whole.
    private func write(_ day: TLSReportDay) async throws(QueueStoreError) {
        var rest = contents.withLockedValue { contents -> [TLSReportScope] in
            let changed = contents.days[day]?.changed ?? []
            contents.days[day]?.changed = []
            return changed.sorted()
        }
        while !rest.isEmpty {
            let scopes = rest.prefix(Self.batch)
            let tallies = contents.withLockedValue { contents in
                scopes.compactMap { contents.days[day]?.tally.domain($0) }
            }
            var values: [String: [UInt8]?] = [:]
            for tally in tallies {
                values.updateValue(tally.encoded, forKey: Self.stateKey(of: tally.scope, on: day))
            }
            do throws(QueueStoreError) {
                try await disk.write(values, in: Self.space)
            } catch {
                contents.withLockedValue { contents in
                    contents.days[day]?.changed.formUnion(rest)
                    return
                }
                throw error
            }
            rest.removeFirst(scopes.count)
        }
    }

    /// Removes what is on the disk of the days before one, where that was not done before.
    private func removeDays(before firstKept: TLSReportDay) async throws(QueueStoreError) {
        guard contents.withLockedValue({ $0.firstKept != firstKept }) else { return }
        let end = "\(firstKept)"
        while true {
            let page = try await disk.values(in: Self.space, after: nil, limit: Self.batch)
            let old = page.lazy.map(\.key).filter { $0.utf8.lexicographicallyPrecedes(end.utf8) }
            var values: [String: [UInt8]?] = [:]
            for key in old { values.updateValue(nil, forKey: key) }
            if !values.isEmpty { try await disk.write(values, in: Self.space) }
            guard !page.isEmpty, values.count == page.count else { break }
        }
        contents.withLockedValue { $0.firstKept = firstKept }
    }
}
