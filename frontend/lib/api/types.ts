/** Short names for what the API takes and answers. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ChannelView = Schemas["ChannelView"];
export type ChannelDraft = Schemas["ChannelDraft"];
export type JobSummary = Schemas["JobSummary"];
export type JobDetail = Schemas["JobDetail"];
export type JobDraft = Schemas["JobDraft"];
export type JobPage = Schemas["JobPage"];
export type JobStanding = Schemas["JobStanding"];
export type JobSort = Schemas["JobSort"];
export type Stage = Schemas["Stage"];
export type ItemState = Schemas["ItemState"];
export type ItemView = Schemas["ItemView"];
export type StageView = Schemas["StageView"];
export type TrackView = Schemas["TrackView"];
export type VisualView = Schemas["VisualView"];
export type RenderView = Schemas["RenderView"];
export type CheckView = Schemas["CheckView"];
export type EventView = Schemas["EventView"];
export type AlbumPrompts = Schemas["AlbumPrompts"];
export type AlbumMetadata = Schemas["AlbumMetadata"];
export type CostView = Schemas["CostView"];
export type EstimateView = Schemas["EstimateView"];
export type DefaultsView = Schemas["DefaultsView"];
export type TimelineView = Schemas["TimelineView"];
export type StorageView = Schemas["StorageView"];
export type StorageShares = Schemas["StorageShares"];
export type SystemView = Schemas["SystemView"];
export type ServiceView = Schemas["ServiceView"];
export type ProviderView = Schemas["ProviderView"];
export type Problem = Schemas["Problem"];
export type FieldProblem = Schemas["FieldProblem"];
export type QueueView = Schemas["QueueView"];
export type JobChange = Schemas["JobChange"];
export type PromptsEdit = Schemas["PromptsEdit"];
