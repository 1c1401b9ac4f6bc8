/* SPDX-License-Identifier: MIT */
"use strict";
/*
 * The report's page: a list of findings, and of the chosen one the source along its path. All data is the
 * JSON in #data; it reaches the page as text only.
 */
const data = JSON.parse(document.getElementById("data").textContent);
const TRUST = ["certain", "likely", "possible"];

function make(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {})) {
		if (name.startsWith("on"))
			element.addEventListener(name.slice(2), value);
		else if (value !== null && value !== undefined && value !== false)
			element.setAttribute(name, value === true ? "" : value);
	}
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

function plural(n, word) {
	return n + " " + word + (n === 1 ? "" : "s");
}

/* --- Source text -------------------------------------------------------------------------------- */

const KEYWORDS = new Set(("auto break case char const continue default do double else enum extern float for goto if " +
	"inline int long register return short signed sizeof static struct switch typedef union unsigned void " +
	"volatile while bool true false NULL").split(" "));
const TOKENS = /\/\*.*?(?:\*\/|$)|\/\/.*$|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[A-Za-z_]\w*|[^]/gu;

/* Which lines of a run begin inside of a comment. */
function commentLines(lines) {
	let inside = false;
	return lines.map((line) => {
		const before = inside;
		const rest = line.replace(/"(?:\\.|[^"\\])*"/g, "");
		const open = rest.lastIndexOf("/*"), close = rest.lastIndexOf("*/");
		if (open >= 0 || close >= 0)
			inside = open > close;
		return before;
	});
}

function tokenClass(token) {
	if (token.startsWith("/*") || token.startsWith("//"))
		return "comment";
	if (token[0] === '"' || token[0] === "'")
		return "string";
	return KEYWORDS.has(token) ? "keyword" : null;
}

/* Bytes are what columns count. */
function byteLength(text) {
	return new TextEncoder().encode(text).length;
}

/* The tokens of one line; those that start at one of the columns are marked. */
function codeOf(text, inComment, columns) {
	const parts = [];
	let at = 1, tokens = text.match(TOKENS) || [];
	if (inComment) {
		const end = text.indexOf("*/");
		const head = end < 0 ? text : text.slice(0, end + 2);
		parts.push(make("span", {class: "comment"}, head));
		at += byteLength(head);
		tokens = text.slice(head.length).match(TOKENS) || [];
	}
	for (const token of tokens) {
		const kind = tokenClass(token);
		const shown = kind ? make("span", {class: kind}, token) : token;
		parts.push(columns.includes(at) ? make("mark", {}, shown) : shown);
		at += byteLength(token);
	}
	return parts;
}

/* Lines first to last of file that the page has: [{number, text, inComment}]. */
function linesOf(file, first, last) {
	const found = [];
	for (const [start, lines] of data.files[file] || []) {
		if (start > last || start + lines.length <= first)
			continue;
		const comments = commentLines(lines);
		lines.forEach((text, i) => {
			if (start + i >= first && start + i <= last)
				found.push({number: start + i, text, inComment: comments[i]});
		});
	}
	return found;
}

/* --- The path ----------------------------------------------------------------------------------- */

/* The function that the path comes to after the steps in the one at i. */
function functionAfter(path, i) {
	const next = path.slice(i).find((step) => step.function !== path[i].function);
	return next ? next.function : null;
}

/*
 * The steps, the finding itself and other returns like it, numbered, each with its depth of calls, and how the path comes there from
 * another function. One that nothing has called yet is called by the function that comes next, if that is an
 * outer one, or by somebody else.
 */
function pathOf(finding) {
	const also = finding.steps.filter((step) => step.kind === "also");
	const path = [...finding.steps.filter((step) => step.kind !== "also"), {...finding, kind: "wrong"}, ...also];
	const frames = [];
	let called = false;
	return path.map((step, i) => {
		let depth = frames.lastIndexOf(step.function);
		const comes = depth >= 0 ? "back in" : called ? "called" : "later, in";
		if (comes === "later, in")
			frames.length = frames.lastIndexOf(functionAfter(path, i)) + 1;
		if (depth < 0)
			depth = frames.push(step.function) - 1;
		frames.length = depth + 1;
		called = step.kind === "call";
		return {...step, number: i + 1, depth, comes};
	});
}

/*
 * A stretch is what can be read from top to bottom: steps of one function, lines going down. The first of a
 * function shows its head.
 */
function stretchesOf(path) {
	const stretches = [], seen = new Set();
	for (const step of path) {
		const current = stretches[stretches.length - 1];
		const before = current && current.steps[current.steps.length - 1];
		if (before && before.function === step.function && before.file === step.file && before.line <= step.line)
			current.steps.push(step);
		else
			stretches.push({steps: [step], before, head: seen.has(step.function) ? 0 : step.head});
		seen.add(step.function);
	}
	return stretches;
}

/* What leads from one stretch to the next. */
function turnOf(stretch) {
	const step = stretch.steps[0], before = stretch.before;
	if (!before)
		return null;
	if (step.comes === "called")
		return `${before.function}() calls ${step.function}()`;
	if (before.function === step.function && step.line < before.line)
		return `the path goes from line ${before.line} back up to line ${step.line}`;
	return `${step.comes} ${step.function}()`;
}

function select(number) {
	for (const old of document.querySelectorAll(".chosen"))
		old.classList.remove("chosen");
	const note = document.getElementById("step-" + number);
	if (!note)
		return;
	note.classList.add("chosen");
	note.scrollIntoView({block: "center"});
}

function noteOf(step, count) {
	const jump = (number, label, title) => number < 1 || number > count ? null :
		make("button", {onclick: () => select(number), title}, label);
	return make("div", {class: "note " + step.kind, id: "step-" + step.number},
		make("span", {class: "number"}, String(step.number)), step.message,
		jump(step.number - 1, "▲", "step before"), jump(step.number + 1, "▼", "next step"));
}

const CONTEXT = 2;

/* Whether a line is shown from the start: near a step, or in the function's head. */
function isNear(line, stretch) {
	if (line.number >= stretch.head && line.number < stretch.head + 2)
		return true;
	return stretch.steps.some((step) => Math.abs(step.line - line.number) <= CONTEXT);
}

function rowOf(line, steps) {
	const columns = steps.map((step) => step.column);
	return make("div", {class: steps.length ? "row hit" : "row"},
		make("span", {class: "at"}, String(line.number)),
		make("span", {}, ...codeOf(line.text, line.inComment, columns)));
}

/* Lines left out, shown on demand. */
function gapOf(lines) {
	const button = make("button", {class: "gap", onclick: () => button.replaceWith(...lines.map((line) => rowOf(line, [])))},
		`⋯ ${plural(lines.length, "line")}`);
	return button;
}

function codeRows(stretch, count) {
	const first = stretch.steps[0], last = stretch.steps[stretch.steps.length - 1];
	/* Where the path leaves, what stands below is not next. */
	const after = last.number === count ? CONTEXT : 0;
	const lines = linesOf(first.file, stretch.head || first.line - CONTEXT, last.line + after);
	const rows = [];
	let hidden = [];
	const flush = () => {
		if (hidden.length)
			rows.push(hidden.length < 3 ? hidden.map((line) => rowOf(line, [])) : [gapOf(hidden)]);
		hidden = [];
	};
	for (const line of lines) {
		if (!isNear(line, stretch)) {
			hidden.push(line);
			continue;
		}
		flush();
		const here = stretch.steps.filter((step) => step.line === line.number);
		rows.push([rowOf(line, here), ...here.map((step) => noteOf(step, count))]);
	}
	flush();
	/* Without its source, a step still says what it has to say. */
	const missing = stretch.steps.filter((step) => !lines.some((line) => line.number === step.line));
	rows.push(missing.map((step) => noteOf(step, count)));
	return rows.flat();
}

function stretchView(stretch, count) {
	const first = stretch.steps[0], turn = turnOf(stretch);
	const indent = `margin-left: ${Math.min(first.depth, 6) * 28}px`;
	return [
		turn ? make("p", {class: "turn", style: indent}, "↳ " + turn) : null,
		make("section", {class: "frame", style: indent},
			make("div", {class: "title"}, make("b", {class: "code-name"}, first.function ? first.function + "()" : first.file),
				make("code", {class: "dim"}, `${first.file}:${first.line}`)),
			make("div", {class: "code"}, ...codeRows(stretch, count))),
	].filter(Boolean);
}

function stepsView(path) {
	return make("ol", {class: "steps"}, ...path.map((step) =>
		make("li", {class: step.kind, style: `padding-left: ${Math.min(step.depth, 6) * 20}px`},
			make("button", {onclick: () => select(step.number)},
				make("span", {class: "number"}, String(step.number)), step.message + " ",
				make("span", {class: "where"}, `${step.function}:${step.line}`)))));
}

/* --- Rules -------------------------------------------------------------------------------------- */

function inlineText(text) {
	return text.split(/(`[^`]+`)/).map((part) => part.startsWith("`") && part.length > 2 ?
		make("code", {}, part.slice(1, -1)) : part.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
}

/* As much of Markdown as the rules' pages use. */
function pageView(text) {
	const page = make("div", {class: "page"});
	for (const block of text.split(/^(```[^]*?^```\s*$)/m)) {
		if (block.startsWith("```")) {
			page.append(make("pre", {}, block.replace(/^```.*\n/, "").replace(/```\s*$/, "")));
			continue;
		}
		for (const paragraph of block.split(/\n\s*\n/)) {
			const heading = /^(#+)\s+(.*)$/.exec(paragraph.trim());
			if (heading)
				page.append(make(heading[1].length === 1 ? "h1" : "h2", {}, ...inlineText(heading[2])));
			else if (/^( {4}|\t)/.test(paragraph.replace(/^\n+/, "")))
				page.append(make("pre", {}, paragraph.replace(/^\n+/, "").replace(/^( {4}|\t)/gm, "")));
			else if (paragraph.trim())
				page.append(make("p", {}, ...inlineText(paragraph.trim())));
		}
	}
	return page;
}

function extra(title, content) {
	return make("details", {class: "extra"}, make("summary", {}, title), content);
}

const WIDE = 700; /* points; what is wider is shown in its own size, to be scrolled */

function pictureBox(template) {
	const box = make("div", {class: "picture"}, template.content.cloneNode(true)), svg = box.querySelector("svg");
	if (!svg || parseFloat(svg.getAttribute("width")) <= WIDE)
		return box;
	const size = make("button", {class: "linked", onclick: () => {
		size.textContent = box.classList.toggle("whole") ? "In its own size" : "All of it at once";
	}}, "All of it at once");
	const middle = () => { box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2; };
	new ResizeObserver((entries, observer) => {
		if (!box.clientWidth)
			return;
		middle();
		observer.disconnect();
	}).observe(box);
	return make("div", {}, size, box);
}

function pictureView(protocol) {
	const template = protocol && document.getElementById("protocol-" + protocol);
	return template ? extra(`States of ${protocol}, and what moves from one to the next`, pictureBox(template)) : null;
}

function graphsOf(test) {
	return [...document.querySelectorAll("template.graph")].filter(test);
}

const EDGES = "Bold: owned, or counted (blue). Diamond: embedded. Dashed: borrowed, or nothing is known. " +
	"Dotted: points back to its holder. Red: a cycle of strong ones. Point at an edge to see where it comes from.";

function folderGraph(finding) {
	const [template] = graphsOf((one) => one.dataset.folder === folderOf(finding));
	return template ? extra(`Who owns whom in ${template.dataset.folder}`,
		make("div", {}, make("p", {}, EDGES), pictureBox(template))) : "";
}

/* --- One finding -------------------------------------------------------------------------------- */

const main = make("main", {});

function show(finding) {
	const path = pathOf(finding), rule = data.rules[finding.rule];
	const tags = [make("span", {class: "tag"}, "custody-" + finding.rule), " ",
		make("span", {class: "tag"}, finding.level), " "];
	if (finding.error)
		tags.push(make("span", {class: "tag error"}, "error"), " ");
	if (finding.isNew)
		tags.push(make("span", {class: "tag"}, "new"), " ");
	main.replaceChildren(
		make("h2", {}, finding.message),
		make("p", {}, ...tags, make("code", {class: "dim"}, `${finding.file}:${finding.line}:${finding.column}`)),
		finding.allowed === null ? "" : make("p", {}, "Hidden by a suppression in the source: " + finding.allowed),
		make("p", {}, rule.summary ? `The rule: ${rule.summary}.` : ""),
		make("h3", {}, finding.steps.length ? `The path, in ${plural(path.length, "step")}` : "Where"),
		stepsView(path),
		make("h3", {}, "The source along it"),
		...stretchesOf(path).flatMap((stretch) => stretchView(stretch, path.length)),
		pictureView(finding.protocol) || "", folderGraph(finding),
		rule.page ? extra(`What custody-${finding.rule} is about, and how to mend it`, pageView(rule.page)) : "");
	main.scrollTop = 0;
}

/* --- The list ----------------------------------------------------------------------------------- */

const list = make("ul", {class: "list"}), shownCount = make("p", {class: "dim"});
const filters = {text: "", rule: "", level: "", folder: ""};
let chosen = null, visible = [];

function choose(finding) {
	chosen = finding;
	for (const button of list.querySelectorAll("button"))
		button.toggleAttribute("aria-current", button.finding === finding);
	const current = list.querySelector("[aria-current]");
	if (current)
		current.scrollIntoView({block: "nearest"});
	try {
		history.replaceState(null, "", "#" + finding.fingerprint);
	} catch (error) {
		/* A page from a file may not be allowed to. */
	}
	show(finding);
}

function folderOf(finding) {
	return finding.file.includes("/") ? finding.file.replace(/\/[^/]*$/, "") : ".";
}

function matches(finding) {
	const text = (finding.message + " " + finding.file + " " + finding.function + " " + finding.rule).toLowerCase();
	return (!filters.rule || finding.rule === filters.rule) &&
		(!filters.level || TRUST.indexOf(finding.level) <= TRUST.indexOf(filters.level)) &&
		(!filters.folder || folderOf(finding) === filters.folder) &&
		filters.text.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function itemOf(finding) {
	const button = make("button", {class: finding.allowed === null ? null : "allowed", onclick: () => choose(finding)},
		finding.message, make("br"),
		make("span", {class: "where"}, `${finding.function || "line"}:${finding.line} · ${finding.rule}`));
	button.finding = finding;
	return make("li", {}, button);
}

function refresh() {
	let file = null;
	visible = data.findings.filter(matches);
	list.replaceChildren();
	for (const finding of visible) {
		if (finding.file !== file)
			list.append(make("li", {class: "file"}, finding.file));
		file = finding.file;
		list.append(itemOf(finding));
	}
	shownCount.textContent = visible.length === data.findings.length ? plural(visible.length, "finding") :
		`${visible.length} of ${plural(data.findings.length, "finding")}`;
	if (visible.length && !visible.includes(chosen))
		choose(visible[0]);
	else if (visible.length)
		choose(chosen);
	else
		main.replaceChildren(make("p", {class: "dim"}, data.findings.length ? "No finding is like that." : "There are no findings."));
}

function chooser(key, all, values, label) {
	const counts = new Map();
	for (const value of values)
		counts.set(value, (counts.get(value) || 0) + 1);
	return make("select", {"aria-label": label, onchange: (event) => { filters[key] = event.target.value; refresh(); }},
		make("option", {value: ""}, all),
		...[...counts.keys()].sort().map((value) => make("option", {value}, `${value} (${counts.get(value)})`)));
}

function levelChooser() {
	return make("select", {"aria-label": "level", onchange: (event) => { filters.level = event.target.value; refresh(); }},
		make("option", {value: ""}, "all levels"), make("option", {value: "certain"}, "certain"),
		make("option", {value: "likely"}, "likely or better"));
}

function filterView() {
	return make("div", {class: "filters"},
		make("input", {type: "search", placeholder: "filter: words of message, file, function", "aria-label": "filter",
			oninput: (event) => { filters.text = event.target.value; refresh(); }}),
		chooser("rule", "all rules", data.findings.map((finding) => finding.rule), "rule"), levelChooser(),
		chooser("folder", "all folders", data.findings.map(folderOf), "folder"), shownCount);
}

/* --- What was checked --------------------------------------------------------------------------- */

function sum(key) {
	return data.units.reduce((total, unit) => total + unit[key], 0);
}

function coverage() {
	const skipped = data.units.filter((unit) => unit.skipped !== null);
	const line = `${plural(data.units.length - skipped.length, "file")} checked, ${skipped.length} not · ` +
		`${sum("checked")} of ${plural(sum("functions"), "function")} touch a contract · ${sum("trusted")} trusted · ` +
		`${data.counts.allowed} suppressed`;
	const rows = [["functions", "functions"], ["that touch a contract", "checked"], ["not understood", "notUnderstood"],
		["trusted", "trusted"], ["limits reached", "cut"], ["wrong annotations", "errors"]];
	return make("details", {}, make("summary", {}, line),
		make("table", {}, ...rows.map(([title, key]) => make("tr", {}, make("td", {}, title), make("td", {class: "n"}, String(sum(key)))))),
		...skipped.map((unit) => make("p", {}, make("code", {}, unit.file), ` was not checked: it ${unit.skipped}`)),
		data.counts.old ? make("p", {}, plural(data.counts.old, "finding") + " of the baseline not shown") : "",
		data.counts.untouched ? make("p", {}, plural(data.counts.untouched, "finding") + " not touched by the diff, not shown") : "",
		...data.fixed.map((one) => make("p", {}, "Fixed: ", make("code", {}, one.file), ` ${one.message} [custody-${one.rule}]`)));
}

/* The ownership graphs of all folders, cycles first. */
function graphList() {
	const graphs = graphsOf(() => true).sort((a, b) => b.dataset.cycles - a.dataset.cycles);
	if (!graphs.length)
		return null;
	const cycles = graphs.filter((one) => one.dataset.cycles > 0).length;
	return make("button", {class: "linked", onclick: () => main.replaceChildren(make("h2", {}, "Who owns whom"),
		make("p", {}, EDGES),
		...graphs.flatMap((one) => [make("h3", {}, one.dataset.folder +
			(one.dataset.cycles > 0 ? ": " + plural(Number(one.dataset.cycles), "cycle") : "")), pictureBox(one)]))},
	`${plural(graphs.length, "ownership graph")}` + (cycles ? `, ${cycles} with cycles` : ""));
}

/* --- Start -------------------------------------------------------------------------------------- */

function move(by) {
	const at = visible.indexOf(chosen) + by;
	if (at >= 0 && at < visible.length)
		choose(visible[at]);
}

function step(by) {
	const current = document.querySelector(".chosen");
	select(current ? Number(current.id.slice(5)) + by : 1);
}

document.addEventListener("keydown", (event) => {
	if (event.target.closest("input, select") || event.ctrlKey || event.altKey || event.metaKey)
		return;
	const keys = {j: () => move(1), k: () => move(-1), n: () => step(1), p: () => step(-1)};
	if (keys[event.key])
		keys[event.key]();
});

document.body.append(
	make("header", {}, make("h1", {}, "custody"), coverage(), graphList() || "",
		make("span", {class: "dim", style: "float: right"}, "keys: j k finding, n p step")),
	make("nav", {}, filterView(), list), main);
chosen = data.findings.find((finding) => "#" + finding.fingerprint === location.hash) || null;
refresh();
