extension MIMEStructure {
    /// Which parts of the message a reader shows, and which it offers to save (RFC 8621, section 4.1.4).
    public var bodies: MIMEBodies { bodies(under: 0) }

    /// The parts to show to a reader who prefers plain text; see ``MIMEBodies/text``.
    public var textBody: [Int] { bodies.text }

    /// The parts to show to a reader who prefers HTML; see ``MIMEBodies/html``.
    public var htmlBody: [Int] { bodies.html }

    /// The parts to save; see ``MIMEBodies/attachments``.
    public var attachments: [Int] { bodies.attachments }

    /// Which parts of a message inside this one a reader shows, and which it offers to save.
    ///
    /// Only plain text, HTML, pictures, sounds and films are shown, and none that is an attachment by its disposition
    /// (``MIMEPart/isAttachment``). Of these one that is the first of its multipart, or lies in none, is shown whatever its
    /// name. A later one is shown unless it lies directly in a multipart/related, or is a text with a file name. Directly
    /// in a multipart/alternative only texts are shown, and inside of one nothing where both forms of text stood before. A message is never looked into; ask for its child to have the
    /// bodies of it. A multipart without parts counts as an attachment, so that nothing is hidden.
    ///
    /// - Parameter index: the index of the message's only child, or of any part; one that does not exist has no bodies.
    public func bodies(under index: Int) -> MIMEBodies {
        guard parts.indices.contains(index) else { return MIMEBodies() }
        var chooser = MIMEBodyChooser(parts)
        chooser.run(from: index)
        return chooser.bodies
    }
}

/// Chooses the bodies of a message (RFC 8621, section 4.1.4); the multiparts that are open are kept in a list, so that
/// nothing recurses.
private struct MIMEBodyChooser {
    /// A multipart whose parts are being looked at.
    private struct OpenMultipart {
        var children: ArraySlice<Int>
        var subtype: String
        var isFirst = true
        /// Whether it lies in a multipart/alternative, at any depth.
        var isInAlternative: Bool
        /// Whether its parts may still be among those for plain text, and for HTML.
        var takesText: Bool
        var takesHTML: Bool
        /// How many of each there were before it.
        var textCount: Int
        var htmlCount: Int
    }

    var bodies = MIMEBodies()
    private let parts: [MIMEPart]
    private var open: [OpenMultipart] = []

    init(_ parts: [MIMEPart]) { self.parts = parts }

    mutating func run(from index: Int) {
        open = [
            OpenMultipart(
                children: [index], subtype: "mixed", isInAlternative: false, takesText: true, takesHTML: true,
                textCount: 0, htmlCount: 0)
        ]
        while let place = open.indices.last {
            guard let index = open[place].children.popFirst() else {
                close(open.removeLast())
                continue
            }
            let isFirst = open[place].isFirst
            open[place].isFirst = false
            take(parts[index], isFirst: isFirst, at: place)
        }
    }

    private mutating func take(_ part: MIMEPart, isFirst: Bool, at place: Int) {
        if part.kind == .multipart, !part.children.isEmpty {
            let around = open[place]
            let subtype = part.contentType.subtype
            open.append(
                OpenMultipart(
                    children: part.children[...], subtype: subtype,
                    isInAlternative: around.isInAlternative || subtype == "alternative",
                    takesText: around.takesText, takesHTML: around.takesHTML,
                    textCount: bodies.text.count, htmlCount: bodies.html.count))
        } else if isShown(part, isFirst: isFirst, in: open[place].subtype) {
            show(part, at: place)
        } else {
            bodies.attachments.append(part.index)
        }
    }

    private func isShown(_ part: MIMEPart, isFirst: Bool, in subtype: String) -> Bool {
        guard part.kind == .single, !part.isAttachment else { return false }
        guard part.isPlainText || part.isHTML || part.isMedia else { return false }
        return isFirst || subtype != "related" && (part.isMedia || part.fileName == nil)
    }

    private mutating func show(_ part: MIMEPart, at place: Int) {
        if open[place].subtype == "alternative" {
            if part.isPlainText {
                bodies.text.append(part.index)
            } else if part.isHTML {
                bodies.html.append(part.index)
            } else {
                bodies.attachments.append(part.index)
            }
            return
        }
        if open[place].isInAlternative {
            if part.isPlainText { open[place].takesHTML = false }
            if part.isHTML { open[place].takesText = false }
        }
        if open[place].takesText { bodies.text.append(part.index) }
        if open[place].takesHTML { bodies.html.append(part.index) }
        let isForNone = !open[place].takesText && !open[place].takesHTML
        let isForBoth = open[place].takesText && open[place].takesHTML
        if isForNone || part.isMedia && !isForBoth { bodies.attachments.append(part.index) }
    }

    /// Lets what an alternative has in one form only stand for the other too.
    private mutating func close(_ multipart: OpenMultipart) {
        guard multipart.subtype == "alternative", multipart.takesText, multipart.takesHTML else { return }
        let hasText = bodies.text.count > multipart.textCount
        let hasHTML = bodies.html.count > multipart.htmlCount
        if hasHTML, !hasText { bodies.text += bodies.html[multipart.htmlCount...] }
        if hasText, !hasHTML { bodies.html += bodies.text[multipart.textCount...] }
    }
}

extension MIMEPart {
    /// Whether it is plain text, as a text is that has no subtype.
    fileprivate var isPlainText: Bool {
        contentType.type == "text" && (contentType.subtype == "plain" || contentType.subtype.isEmpty)
    }

    fileprivate var isHTML: Bool { contentType.type == "text" && contentType.subtype == "html" }

    /// Whether it is a picture, a sound or a film.
    fileprivate var isMedia: Bool { ["image", "audio", "video"].contains(contentType.type) }
}
