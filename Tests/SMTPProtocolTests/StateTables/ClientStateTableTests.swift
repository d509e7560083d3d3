import SMTPProtocol
import Testing

@Suite("Every state of the client and every event")
struct ClientStateTableTests {
    private static let file = StateTableFile(name: "client-states.txt")

    private static let remark = """
        What the client's machine does in every state when anything happens; Tests/SMTPProtocolTests/StateTables compares it
        with the machine, and writes it anew with WAXWING_WRITE_TABLES=1. Scripts/state-diagrams draws it.

        A state is a phase and what matters of it. In the phase "envelope" it is the command whose reply is awaited, then
        /last for the last recipient, /nobody where nobody was accepted so far, /chunks where BDAT follows and not DATA,
        /pipelined where more commands are answered after it. /more means that further recipients wait for a transaction of
        their own, /empty a message that goes to nobody, /required that TLS is, /TLS that it stands, /login that AUTH follows,
        /LOGIN that it is by that mechanism.
        Steps are what the driver is told to do; "-" is nothing. A next state of "=" is the same one.
        """

    private static let titles = (smtp: "SMTP", lmtp: "LMTP, where it differs")

    /// The table as it is written.
    private static let written = Result { StateTable(parsing: try file.read()) }

    /// The rows of LMTP that are not those of SMTP.
    private static func differences(_ state: ClientState) -> [StateRow] {
        let usual = ClientState.all(.smtp).first { $0.description == state.description }?.rows(.smtp) ?? []
        return state.rows(.lmtp).filter { !usual.contains($0) }
    }

    @Test("is come to by the events that lead to it", arguments: [SMTPServerConfiguration.Dialect.smtp, .lmtp])
    func names(_ dialect: SMTPServerConfiguration.Dialect) {
        for state in ClientState.all(dialect) {
            let name = state.machine(dialect).stateName
            #expect(name == state.description)
        }
    }

    @Test(
        "is as the table has it, in SMTP", .enabled(if: !StateTable.isWriting), arguments: ClientState.all(.smtp))
    func smtp(_ state: ClientState) throws {
        let table = try Self.written.get()
        let expected = table.rows(of: state.description, in: Self.titles.smtp)
        compare(state.rows(.smtp), with: expected, in: Self.file)
    }

    @Test(
        "is as the table has it, where LMTP differs", .enabled(if: !StateTable.isWriting),
        arguments: ClientState.all(.lmtp))
    func lmtp(_ state: ClientState) throws {
        let table = try Self.written.get()
        let expected = table.rows(of: state.description, in: Self.titles.lmtp)
        compare(Self.differences(state), with: expected, in: Self.file)
    }

    @Test("fills a table that has nothing else in it, written anew with WAXWING_WRITE_TABLES=1")
    func file() throws {
        let table = StateTable(sections: [
            .init(title: Self.titles.smtp, rows: ClientState.all(.smtp).flatMap { $0.rows(.smtp) }),
            .init(title: Self.titles.lmtp, rows: ClientState.all(.lmtp).flatMap(Self.differences)),
        ])
        try compareOrWrite(table, under: Self.remark, in: Self.file)
        #expect(StateTable(parsing: table.text(under: Self.remark)).sections == table.sections)
    }
}
