var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// index.js
var index_exports = {};
__export(index_exports, {
  ListClient: () => ListClient,
  createClient: () => createClient
});
module.exports = __toCommonJS(index_exports);
var import_axios = __toESM(require("axios"));
var BASE = "https://api.listkeeper.example/v2";
var ListClient = class {
  constructor(token) {
    this.token = token || process.env.LISTKEEPER_ACCESS;
    this.retries = 3;
  }
  async request(path, body) {
    const headers = { authorization: "Bearer " + this.token, accept: "application/json" };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await import_axios.default.post(BASE + path, body, { headers });
        return data;
      } catch (error) {
        if (attempt >= this.retries) {
          throw new Error("listkeeper: " + error.message);
        }
      }
    }
  }
  async createList(name, description) {
    const list = await this.request("/lists", { name, description });
    return list.id;
  }
  async addMembers(list, members) {
    const seen = /* @__PURE__ */ new Set();
    let added = 0;
    for (const member of members) {
      const email = member.email.trim().toLowerCase();
      if (!seen.has(email)) {
        seen.add(email);
        await this.request("/lists/" + list + "/members", { email, name: member.name });
        added += 1;
      }
    }
    return added;
  }
  async removeMember(list, email) {
    await this.request("/lists/" + list + "/members/remove", { email });
  }
};
function createClient(token) {
  return new ListClient(token);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  ListClient,
  createClient
});
