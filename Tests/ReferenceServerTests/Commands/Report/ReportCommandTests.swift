import ArgumentParser
import DeliveryAgent
import DeliveryQueue
import Testing

@testable import ReferenceServer

@Suite("The day of a report on TLS")
struct ReportCommandTests {
    private static let now = WallTime(milliseconds: 1_795_780_800_000)

    @Test(
        "is the one that is named, or today",
        arguments: [([], "2026-11-27"), (["--day", "2026-11-26"], "2026-11-26")] as [([String], String)])
    func days(arguments: [String], expected: String) throws {
        let command = try ReportCommand.TLS.parse(arguments)
        #expect(try command.chosenDay(at: Self.now).description == expected)
    }

    @Test("is wrong usage where there is no such day", arguments: ["", "27.11.2026", "2026-11-31", "x\u{1B}"])
    func mistakes(text: String) throws {
        let command = try ReportCommand.TLS.parse(["--day", text])
        let failure = #expect(throws: CommandFailure.self) { try command.chosenDay(at: Self.now) }
        #expect(failure?.status == 2)
        #expect(failure?.message == "\(Console.printable(text)) is not a date such as 2026-01-31")
    }

    @Test("that nothing was counted on is said with those that have something")
    func nothing() throws {
        let day = TLSReportDay(Self.now)
        #expect(ReportCommand.TLS.nothing(on: day, but: []) == "No session was counted on 2026-11-27.")
        #expect(
            ReportCommand.TLS.nothing(on: day, but: ["2026-11-25", "2026-11-26"])
                == "No session was counted on 2026-11-27. There are counts of 2026-11-25, 2026-11-26.")
    }
}
