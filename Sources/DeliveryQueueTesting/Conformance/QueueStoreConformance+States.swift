import DeliveryQueue

/// Which events are taken, and what they leave behind.
extension QueueStoreConformance {
    /// Every state with every kind of event.
    static func checkTransitions(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        var number: Int64 = 0
        for state in RecipientState.allCases {
            for kind in RecipientEvent.Kind.allCases {
                number += 1
                let message = try message(number, recipients: 2)
                try await bring(message, to: state, in: store)
                let before = try await store.message(message.id)
                problems.expect(before?.recipients.map(\.state), is: [state, state], "the way to \(state)")
                let report = MessageID(number: number * 1_000_003)
                let event = TrialMessages.event(kind, at: start + .seconds(5), detail: "again", report: report)
                let change = QueueChange.event(message.id, recipients: [1], event)
                let words = "'\(kind)' of a recipient that is \(state)"
                let ledger = try await store.events(of: message.id)
                guard let expected = before?.recipients.last?.after(event) else {
                    await problems.expectRefusal(by: store, of: [change], words) { $0 == .conflict }
                    problems.expect(try await store.message(message.id), is: before, "\(words) changes nothing")
                    problems.expect(try await store.events(of: message.id), is: ledger, "\(words) leaves no event")
                    continue
                }
                do throws(QueueStoreError) {
                    try await store.commit([change])
                } catch {
                    problems.expect(false, "\(words) must be taken, but: \(error)")
                    continue
                }
                let after = try await store.message(message.id)?.recipients
                problems.expect(after?.last, is: expected, "\(words) leaves the record as it should")
                problems.expect(after?.first, is: before?.recipients.first, "\(words) leaves the other recipient")
                problems.expect(
                    try await store.events(of: message.id),
                    is: ledger + [LedgerEntry(recipient: 1, event: event)], "\(words) is appended to the ledger")
            }
        }
    }

    /// Two who begin an attempt at the same time.
    static func checkLeases(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        for number in Int64(1)...20 {
            let message = try message(number, recipients: 3)
            try await store.commit([.accept(message, content: .octets([1]))])
            let outcomes = await withTaskGroup(of: QueueStoreError.Kind?.self) { group in
                // Both want recipient 1; what they want besides differs, so that a refusal must take that back.
                for (index, recipients) in [[0, 1], [1, 2]].enumerated() {
                    group.addTask {
                        do throws(QueueStoreError) {
                            let event = TrialMessages.event(.attemptBegan, detail: "\(index)")
                            try await store.commit([.event(message.id, recipients: recipients, event)])
                            return nil
                        } catch {
                            return error.kind
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            problems.expect(outcomes.count { $0 == nil }, is: 1, "of two who begin an attempt one is taken")
            problems.expect(outcomes.count { $0 == .conflict }, is: 1, "the other one is refused as conflict")
            let states = try await states(of: message.id, in: store)
            let possible: [[RecipientState]] = [
                [.attempting, .attempting, .queued], [.queued, .attempting, .attempting],
            ]
            problems.expect(states.map(possible.contains) ?? false, "the refused one leaves nothing behind")
        }
    }

    /// What people do to a message that waits.
    static func checkHolding(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1, recipients: 3)
        try await store.commit([.accept(message, content: .octets([1]))])
        let later = start + .seconds(3_600)
        try await store.commit([.event(message.id, recipients: [0, 1], TrialMessages.event(.held, detail: "why"))])
        problems.expect(
            try await states(of: message.id, in: store), is: [.held, .held, .queued], "a recipient is held")
        problems.expect(
            try await store.openRecipients(after: nil, limit: 9).map(\.state), is: [.held, .held, .queued],
            "a held recipient is open")
        try await store.commit([
            .event(message.id, recipients: [0], RecipientEvent(.released, at: start, nextAttempt: later)),
            .event(message.id, recipients: [1], TrialMessages.event(.cancelled)),
            .event(message.id, recipients: [2], RecipientEvent(.rescheduled, at: start, nextAttempt: later)),
        ])
        let stored = try await store.message(message.id)
        problems.expect(
            stored?.recipients.map(\.state), is: [.queued, .cancelled, .queued], "released, cancelled, rescheduled")
        problems.expect(
            try await store.openRecipients(after: nil, limit: 9).map(\.nextAttempt), is: [later, later],
            "what was released or rescheduled waits for the new time")
        problems.expect(stored?.recipients.map(\.attempts), is: [0, 0, 0], "none of that is an attempt")
        try await store.commit([.event(message.id, recipients: [0, 2], TrialMessages.event(.cancelled))])
        problems.expect(try await store.content(of: message.id), is: nil, "octets go with the last cancellation")
    }

    /// Marks of attempts of unknown outcome.
    static func checkAmbiguity(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let message = try message(1, recipients: 3)
        try await bring(message, to: .attempting, in: store)
        try await store.commit([
            .event(message.id, recipients: [0], TrialMessages.event(.interrupted)),
            .event(message.id, recipients: [1], TrialMessages.event(.deferred)),
        ])
        problems.expect(
            try await store.message(message.id)?.recipients.map(\.isAmbiguous), is: [true, false, false],
            "an ambiguous end marks its recipient")
        problems.expect(try await store.summary().ambiguous, is: 1, "the summary counts ambiguous recipients")
        problems.expect(
            try await store.events(of: message.id).filter(\.event.isAmbiguous).map(\.recipient), is: [0],
            "the ledger says which attempt was ambiguous")
        for kind in [RecipientEvent.Kind.attemptBegan, .delivered] {
            try await store.commit([.event(message.id, recipients: [0], TrialMessages.event(kind))])
        }
        problems.expect(
            try await store.message(message.id)?.recipients.first?.isAmbiguous, is: true, "the mark stays")
        problems.expect(try await store.summary().ambiguous, is: 0, "the summary counts unsettled recipients only")
    }
}
