import Testing

@testable import ReferenceServer

/// The list of events that whoever watches the log relies on.
///
/// Where one of these fails, an event was added, renamed or taken away: mend `docs/log-events.md` in the same change,
/// and where a name that was released is another one now, say so in CHANGELOG.md.
@Suite("The list of events")
struct LogEventListTests {
    @Test("has every event of the sources as it is, and no other")
    func sameAsSources() throws {
        let rows = Dictionary(try LogEventList().rows.map { ($0.name, $0) }) { first, _ in first }
        let events = try LogEventSources.read.get().events
        #expect(events.count > 80)
        for event in events {
            let wanted = "| `\(event.name)` | \(event.level) | \(event.sentence) | … |"
            guard let row = rows[event.name] else {
                Issue.record("docs/log-events.md has no row for what \(event.file) logs; add: \(wanted)")
                continue
            }
            #expect(
                row.level == event.level && row.sentence == event.sentence, "docs/log-events.md should have: \(wanted)")
            let missing = event.details.subtracting(row.details).sorted()
            #expect(missing.isEmpty, "the row of \(event.name) in docs/log-events.md lacks the details \(missing)")
        }
        for name in Set(rows.keys).subtracting(events.map(\.name)).sorted() {
            Issue.record(
                "\(name) of docs/log-events.md is logged nowhere: was it renamed? Take the row out, or mend it")
        }
    }

    @Test("has every name once")
    func unique() throws {
        let names = try LogEventList().rows.map(\.name)
        #expect(Set(names).count == names.count)
        for (name, events) in Dictionary(grouping: try LogEventSources.read.get().events, by: \.name) {
            let sentences = Set(events.map(\.sentence)).sorted()
            #expect(
                sentences.count == 1, "\(name) is the name of several: word the first part of one of them otherwise")
        }
    }

    @Test("can have every event: sentences are constants, facts are details")
    func constants() throws {
        let sources = try LogEventSources.read.get()
        #expect(sources.unread == [], "write a sentence without interpolation, and the facts as metadata")
        let known: Set = [
            "ReferenceServer/Control/ControlService+Suppressing.swift",
            "ReferenceServer/Control/Directory/ControlService+Directory.swift",
        ]
        #expect(
            Set(sources.passing) == known,
            "where a function is told what to log, LogEventSources has to read its callers")
    }
}
