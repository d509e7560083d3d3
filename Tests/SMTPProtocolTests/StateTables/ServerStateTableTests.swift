import SMTPProtocol
import Testing

@Suite("Every state of the server and every event")
struct ServerStateTableTests {
    private static let file = StateTableFile(name: "server-states.txt")

    private static let remark = """
        What the server's machine does in every state when anything happens; Tests/SMTPProtocolTests/StateTables compares it
        with the machine, and writes it anew with WAXWING_WRITE_TABLES=1. Scripts/state-diagrams draws it.

        A state is a phase and what matters of it: /empty without recipients, /binary for BINARYMIME, /last for the last chunk,
        /refused for a message that is refused already, /stray for a chunk that belongs to no message, /HELO without
        extensions, /TLS under TLS, /login for a client that has logged in; then ? and the question that is open. Steps are replies by their codes, questions to the
        application, octets of the body given on; "kept" means that the octets are not read now; "-" is nothing. A next state
        of "=" is the same one.
        """

    private static let titles = (smtp: "SMTP", lmtp: "LMTP, where it differs")

    /// The table as it is written.
    private static let written = Result { StateTable(parsing: try file.read()) }

    /// The rows of LMTP that are not those of SMTP.
    private static func differences(_ state: ServerState) -> [StateRow] {
        let usual = ServerState.all(.smtp).first { $0.description == state.description }?.rows(.smtp) ?? []
        return state.rows(.lmtp).filter { !usual.contains($0) }
    }

    @Test("is come to by the events that lead to it", arguments: [SMTPServerConfiguration.Dialect.smtp, .lmtp])
    func names(_ dialect: SMTPServerConfiguration.Dialect) {
        for state in ServerState.all(dialect) {
            let name = state.machine(dialect).stateName
            #expect(name == state.description)
        }
    }

    @Test(
        "is as the table has it, in SMTP", .enabled(if: !StateTable.isWriting), arguments: ServerState.all(.smtp))
    func smtp(_ state: ServerState) throws {
        let table = try Self.written.get()
        let expected = table.rows(of: state.description, in: Self.titles.smtp)
        compare(state.rows(.smtp), with: expected, in: Self.file)
    }

    @Test(
        "is as the table has it, where LMTP differs", .enabled(if: !StateTable.isWriting),
        arguments: ServerState.all(.lmtp))
    func lmtp(_ state: ServerState) throws {
        let table = try Self.written.get()
        let expected = table.rows(of: state.description, in: Self.titles.lmtp)
        compare(Self.differences(state), with: expected, in: Self.file)
    }

    @Test("leads to a state of the table")
    func successors() {
        for dialect in [SMTPServerConfiguration.Dialect.smtp, .lmtp] {
            let states = ServerState.all(dialect)
            for row in states.flatMap({ $0.rows(dialect) }) where row.next != "=" {
                // What HELO, TLS and binary messages change is shown in one state each.
                let phase = row.next.prefix { $0 != "/" && $0 != "?" }
                #expect(states.contains { $0.description.hasPrefix(phase) }, "\(row)")
            }
        }
    }

    @Test("fills a table that has nothing else in it, written anew with WAXWING_WRITE_TABLES=1")
    func file() throws {
        let table = StateTable(sections: [
            .init(title: Self.titles.smtp, rows: ServerState.all(.smtp).flatMap { $0.rows(.smtp) }),
            .init(title: Self.titles.lmtp, rows: ServerState.all(.lmtp).flatMap(Self.differences)),
        ])
        try compareOrWrite(table, under: Self.remark, in: Self.file)
        #expect(StateTable(parsing: table.text(under: Self.remark)).sections == table.sections)
    }
}
