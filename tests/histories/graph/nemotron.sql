-- SPDX-License-Identifier: MIT
-- The changes of a home security system's migrations, as statements: 55 revisions, up to four heads at a
-- time, 139 sets of revisions that can have been applied. Written for `assay learn script`: each mark
-- names a revision and its parents. One branch drops tables that another made indexes on, so the order
-- of application changes the schema. Two revisions that no database accepts (a foreign key to a column
-- that is not unique, and what builds on it) are empty, as merges and what only changes rows are.

-- revision: 968b0dff6a9b
CREATE TABLE api_keys(id serial PRIMARY KEY,key_hash varchar(64) NOT NULL,name varchar(100) NOT NULL,created_at timestamptz NOT NULL,is_active boolean NOT NULL);
CREATE UNIQUE INDEX ix_api_keys_key_hash ON api_keys(key_hash);
CREATE TABLE cameras(id varchar PRIMARY KEY,name varchar NOT NULL,folder_path varchar NOT NULL,status varchar NOT NULL,created_at timestamp NOT NULL,last_seen_at timestamp);
CREATE TABLE gpu_stats(id serial PRIMARY KEY,recorded_at timestamp NOT NULL,gpu_name varchar(255),gpu_utilization float,memory_used int,memory_total int,temperature float,power_usage float,inference_fps float);
CREATE INDEX idx_gpu_stats_recorded_at ON gpu_stats(recorded_at);
CREATE TABLE logs(id serial PRIMARY KEY,timestamp timestamp DEFAULT now() NOT NULL,level varchar(10) NOT NULL,component varchar(50) NOT NULL,message text NOT NULL,camera_id varchar(100),event_id int,request_id varchar(36),detection_id int,duration_ms int,extra json,source varchar(10) NOT NULL,user_agent text);
CREATE INDEX idx_logs_camera_id ON logs(camera_id);
CREATE INDEX idx_logs_component ON logs(component);
CREATE INDEX idx_logs_level ON logs(level);
CREATE INDEX idx_logs_source ON logs(source);
CREATE INDEX idx_logs_timestamp ON logs(timestamp);
CREATE TABLE detections(id serial PRIMARY KEY,camera_id varchar NOT NULL REFERENCES cameras(id) ON DELETE CASCADE,file_path varchar NOT NULL,file_type varchar,detected_at timestamp NOT NULL,object_type varchar,confidence float,bbox_x int,bbox_y int,bbox_width int,bbox_height int,thumbnail_path varchar);
CREATE INDEX idx_detections_camera_id ON detections(camera_id);
CREATE INDEX idx_detections_camera_time ON detections(camera_id,detected_at);
CREATE INDEX idx_detections_detected_at ON detections(detected_at);
CREATE TABLE events(id serial PRIMARY KEY,batch_id varchar NOT NULL,camera_id varchar NOT NULL REFERENCES cameras(id) ON DELETE CASCADE,started_at timestamp NOT NULL,ended_at timestamp,risk_score int,risk_level varchar,summary text,reasoning text,detection_ids text,reviewed boolean NOT NULL,notes text,is_fast_path boolean NOT NULL);
CREATE INDEX idx_events_batch_id ON events(batch_id);
CREATE INDEX idx_events_camera_id ON events(camera_id);
CREATE INDEX idx_events_reviewed ON events(reviewed);
CREATE INDEX idx_events_risk_score ON events(risk_score);
CREATE INDEX idx_events_started_at ON events(started_at);

-- revision: 20251228_fts (968b0dff6a9b)
ALTER TABLE events ADD object_types text, ADD search_vector tsvector;
CREATE OR REPLACE FUNCTION events_search_vector_update() RETURNS trigger AS $$ DECLARE n TEXT; BEGIN SELECT name INTO n FROM cameras WHERE id = NEW.camera_id;
NEW.search_vector := to_tsvector('english', COALESCE(NEW.summary,'')||' '||COALESCE(NEW.reasoning,'')||' '||COALESCE(NEW.object_types,'')||' '||COALESCE(n,'')); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER events_search_vector_trigger BEFORE INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_search_vector_update();
CREATE INDEX idx_events_search_vector ON events USING gin(search_vector);

-- revision: add_alerts_rules (20251228_fts)
CREATE TYPE alert_severity AS ENUM ('low','medium','high','critical');
CREATE TYPE alert_status AS ENUM ('pending','delivered','acknowledged','dismissed');
CREATE TABLE alert_rules(id uuid PRIMARY KEY,name varchar(255) NOT NULL,description text,enabled boolean NOT NULL,severity alert_severity NOT NULL DEFAULT 'medium',risk_threshold int,object_types json,camera_ids json,zone_ids json,min_confidence float,schedule json,conditions json,dedup_key_template varchar(255) NOT NULL DEFAULT '{camera_id}:{rule_id}',cooldown_seconds int NOT NULL,channels json,created_at timestamp NOT NULL,updated_at timestamp NOT NULL);
CREATE INDEX idx_alert_rules_name ON alert_rules(name);
CREATE INDEX idx_alert_rules_enabled ON alert_rules(enabled);
CREATE INDEX idx_alert_rules_severity ON alert_rules(severity);
CREATE TABLE alerts(id uuid PRIMARY KEY,event_id int NOT NULL CONSTRAINT fk_alerts_event_id REFERENCES events(id) ON DELETE CASCADE,rule_id uuid CONSTRAINT fk_alerts_rule_id REFERENCES alert_rules(id) ON DELETE SET NULL,severity alert_severity NOT NULL DEFAULT 'medium',status alert_status NOT NULL DEFAULT 'pending',created_at timestamp NOT NULL,updated_at timestamp NOT NULL,delivered_at timestamp,channels json,dedup_key varchar(255) NOT NULL,metadata json);
CREATE INDEX idx_alerts_event_id ON alerts(event_id);
CREATE INDEX idx_alerts_status ON alerts(status);
CREATE INDEX idx_alerts_dedup_key ON alerts(dedup_key);
CREATE INDEX idx_alerts_dedup_key_created_at ON alerts(dedup_key,created_at);

-- revision: add_zones_001 (add_alerts_rules)
CREATE TYPE zone_type_enum AS ENUM ('entry_point','driveway','sidewalk','yard','other');
CREATE TYPE zone_shape_enum AS ENUM ('rectangle','polygon');
CREATE TABLE zones(id varchar PRIMARY KEY,camera_id varchar NOT NULL REFERENCES cameras(id) ON DELETE CASCADE,name varchar(255) NOT NULL,zone_type zone_type_enum NOT NULL,coordinates jsonb NOT NULL,shape zone_shape_enum NOT NULL,color varchar(7) NOT NULL,enabled boolean NOT NULL,priority int NOT NULL,created_at timestamp NOT NULL,updated_at timestamp NOT NULL);
CREATE INDEX idx_zones_camera_id ON zones(camera_id);
CREATE INDEX idx_zones_enabled ON zones(enabled);
CREATE INDEX idx_zones_camera_enabled ON zones(camera_id,enabled);

-- revision: add_audit_logs (add_zones_001)
CREATE TABLE audit_logs(id serial PRIMARY KEY,timestamp timestamptz NOT NULL,action varchar(50) NOT NULL,resource_type varchar(50) NOT NULL,resource_id varchar(255),actor varchar(100) NOT NULL,ip_address varchar(45),user_agent text,details json,status varchar(20) NOT NULL);
CREATE INDEX idx_audit_logs_timestamp ON audit_logs(timestamp);
CREATE INDEX idx_audit_logs_resource ON audit_logs(resource_type,resource_id);

-- revision: add_baselines (add_audit_logs)
CREATE TABLE activity_baselines(id serial PRIMARY KEY,camera_id varchar NOT NULL CONSTRAINT fk_activity_baselines_camera_id REFERENCES cameras(id) ON DELETE CASCADE,hour int NOT NULL,day_of_week int NOT NULL,avg_count float NOT NULL DEFAULT 0.0,sample_count int NOT NULL DEFAULT 0,last_updated timestamp NOT NULL,CONSTRAINT uq_activity_baseline_slot UNIQUE(camera_id,hour,day_of_week));
CREATE INDEX idx_activity_baseline_slot ON activity_baselines(camera_id,hour,day_of_week);
CREATE TABLE class_baselines(id serial PRIMARY KEY,camera_id varchar NOT NULL CONSTRAINT fk_class_baselines_camera_id REFERENCES cameras(id) ON DELETE CASCADE,detection_class varchar NOT NULL,hour int NOT NULL,frequency float NOT NULL DEFAULT 0.0,sample_count int NOT NULL DEFAULT 0,last_updated timestamp NOT NULL,CONSTRAINT uq_class_baseline_slot UNIQUE(camera_id,detection_class,hour));

-- revision: add_clip_path (add_baselines)
ALTER TABLE events ADD clip_path varchar;

-- revision: fix_datetime_tz (add_clip_path)
ALTER TABLE cameras ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC';
ALTER TABLE cameras ALTER last_seen_at TYPE timestamptz USING last_seen_at AT TIME ZONE 'UTC';
ALTER TABLE gpu_stats ALTER recorded_at TYPE timestamptz USING recorded_at AT TIME ZONE 'UTC';
ALTER TABLE logs ALTER timestamp TYPE timestamptz USING timestamp AT TIME ZONE 'UTC';
ALTER TABLE detections ALTER detected_at TYPE timestamptz USING detected_at AT TIME ZONE 'UTC';
ALTER TABLE events ALTER started_at TYPE timestamptz USING started_at AT TIME ZONE 'UTC';
ALTER TABLE events ALTER ended_at TYPE timestamptz USING ended_at AT TIME ZONE 'UTC';
ALTER TABLE alert_rules ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC';
ALTER TABLE alert_rules ALTER updated_at TYPE timestamptz USING updated_at AT TIME ZONE 'UTC';
ALTER TABLE alerts ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC';
ALTER TABLE alerts ALTER updated_at TYPE timestamptz USING updated_at AT TIME ZONE 'UTC';
ALTER TABLE alerts ALTER delivered_at TYPE timestamptz USING delivered_at AT TIME ZONE 'UTC';
ALTER TABLE zones ALTER created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC';
ALTER TABLE zones ALTER updated_at TYPE timestamptz USING updated_at AT TIME ZONE 'UTC';

-- revision: fix_search_vector_backfill (fix_datetime_tz)
UPDATE events SET search_vector=to_tsvector('english',COALESCE(summary,'')) WHERE search_vector IS NULL;

-- revision: add_llm_prompt (fix_search_vector_backfill)
ALTER TABLE events ADD llm_prompt text;

-- revision: add_event_audits (add_llm_prompt)
CREATE TABLE event_audits(id serial PRIMARY KEY,event_id int NOT NULL UNIQUE REFERENCES events(id) ON DELETE CASCADE,audited_at timestamptz NOT NULL,has_rtdetr boolean NOT NULL DEFAULT false,enrichment_utilization float NOT NULL DEFAULT 0.0,context_usage_score float,overall_quality_score float);
CREATE INDEX idx_event_audits_event_id ON event_audits(event_id);
CREATE INDEX idx_event_audits_audited_at ON event_audits(audited_at);

-- revision: add_camera_unique_constraints (add_event_audits)
CREATE UNIQUE INDEX idx_cameras_name_unique ON cameras(name);
CREATE UNIQUE INDEX idx_cameras_folder_path_unique ON cameras(folder_path);

-- revision: add_enrichment_data (add_camera_unique_constraints)
ALTER TABLE detections ADD enrichment_data jsonb;
CREATE INDEX idx_detections_enrichment_data ON detections USING gin(enrichment_data);

-- revision: add_object_types_gin_trgm (add_enrichment_data)
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX idx_events_object_types_trgm ON events USING gin(object_types gin_trgm_ops);

-- revision: add_prompt_versions (add_event_audits)
CREATE TYPE aimodel AS ENUM ('nemotron','florence2','yolo_world','xclip','fashion_clip');
CREATE TABLE prompt_versions(id serial PRIMARY KEY,model aimodel NOT NULL,version int NOT NULL,created_at timestamptz NOT NULL,created_by varchar(255),config_json text NOT NULL,change_description text,is_active boolean NOT NULL DEFAULT false);
CREATE INDEX idx_prompt_versions_model_version ON prompt_versions(model,version);

-- revision: d4cdaa821492 (add_object_types_gin_trgm, add_prompt_versions)

-- revision: add_prompt_configs (d4cdaa821492)
CREATE TABLE prompt_configs(id serial PRIMARY KEY,model varchar(50) NOT NULL,system_prompt text NOT NULL,temperature float NOT NULL DEFAULT 0.7,max_tokens int NOT NULL DEFAULT 2048,version int NOT NULL DEFAULT 1,created_at timestamptz NOT NULL DEFAULT now(),updated_at timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX idx_prompt_configs_model ON prompt_configs(model);

-- revision: add_alerts_dedup_indexes (add_prompt_configs)
CREATE INDEX idx_alerts_delivered_at ON alerts(delivered_at);
CREATE INDEX idx_alerts_event_rule_delivered ON alerts(event_id,rule_id,delivered_at);

-- revision: add_detections_camera_object_idx (add_alerts_dedup_indexes)
CREATE INDEX idx_detections_camera_object_type ON detections(camera_id,object_type);

-- revision: add_composite_indexes_filters (add_detections_camera_object_idx)
CREATE INDEX idx_events_camera_started ON events(camera_id,started_at);
CREATE INDEX idx_events_camera_time_reviewed ON events(camera_id,started_at,reviewed);
CREATE INDEX idx_detections_camera_time_type ON detections(camera_id,detected_at,object_type);
CREATE INDEX idx_alerts_status_created ON alerts(status,created_at);
CREATE INDEX idx_alerts_severity_created ON alerts(severity,created_at);
CREATE INDEX idx_logs_time_level_component ON logs(timestamp,level,component);
CREATE INDEX idx_logs_time_level ON logs(timestamp,level);

-- revision: add_covering_indexes_pagination (add_composite_indexes_filters)
CREATE INDEX idx_events_pagination_covering ON events(camera_id,started_at) INCLUDE (id,risk_score,risk_level,summary,reviewed);
CREATE INDEX idx_detections_pagination_covering ON detections(camera_id,detected_at) INCLUDE (id,object_type,confidence);
CREATE INDEX idx_alerts_pagination_covering ON alerts(created_at) INCLUDE (id,event_id,severity,status);
CREATE INDEX idx_logs_pagination_covering ON logs(timestamp) INCLUDE (id,level,component,camera_id);

-- revision: add_gpu_stats_recorded_at_brin (add_detections_camera_object_idx)
DROP INDEX idx_gpu_stats_recorded_at;
CREATE INDEX ix_gpu_stats_recorded_at_brin ON gpu_stats USING brin(recorded_at);

-- revision: add_partial_indexes_boolean (add_alerts_dedup_indexes)
CREATE INDEX idx_events_reviewed_false ON events(reviewed) WHERE reviewed=false;
CREATE INDEX idx_events_is_fast_path_true ON events(is_fast_path) WHERE is_fast_path=true;
CREATE INDEX idx_zones_enabled_true ON zones(enabled) WHERE enabled=true;
CREATE INDEX idx_alert_rules_enabled_true ON alert_rules(enabled) WHERE enabled=true;
CREATE INDEX idx_api_keys_is_active_true ON api_keys(is_active) WHERE is_active=true;
CREATE INDEX idx_prompt_versions_is_active_true ON prompt_versions(is_active) WHERE is_active=true;

-- revision: add_gin_brin_specialized_indexes (add_gpu_stats_recorded_at_brin, add_partial_indexes_boolean)
CREATE INDEX ix_detections_enrichment_data_gin ON detections USING gin(enrichment_data jsonb_path_ops);
CREATE INDEX ix_detections_detected_at_brin ON detections USING brin(detected_at);
CREATE INDEX ix_events_started_at_brin ON events USING brin(started_at);
CREATE INDEX ix_logs_timestamp_brin ON logs USING brin(timestamp);
CREATE INDEX ix_audit_logs_timestamp_brin ON audit_logs USING brin(timestamp);

-- revision: add_check_constraints (add_alerts_dedup_indexes)
ALTER TABLE cameras ADD CONSTRAINT ck_cameras_status CHECK (status IN ('online','offline','error','unknown'));
ALTER TABLE events ADD CONSTRAINT ck_events_risk_level CHECK (risk_level IS NULL OR risk_level IN ('low','medium','high','critical'));
ALTER TABLE events ADD CONSTRAINT ck_events_risk_score_range CHECK (risk_score IS NULL OR (risk_score>=0 AND risk_score<=100));
ALTER TABLE detections ADD CONSTRAINT ck_detections_confidence_range CHECK (confidence IS NULL OR (confidence>=0.0 AND confidence<=1.0));
ALTER TABLE logs ADD CONSTRAINT ck_logs_level CHECK (level IN ('DEBUG','INFO','WARNING','ERROR','CRITICAL'));
ALTER TABLE zones ADD CONSTRAINT ck_zones_color_hex CHECK (color ~ '^#[0-9A-Fa-f]{6}$');

-- revision: add_events_backlog_indexes (add_check_constraints, add_covering_indexes_pagination, add_gpu_stats_recorded_at_brin, add_partial_indexes_boolean)
CREATE INDEX idx_events_risk_level_started_at ON events(risk_level,started_at);
CREATE INDEX idx_events_export_covering ON events(started_at,id,ended_at,risk_level,risk_score,camera_id,object_types,summary);
CREATE INDEX idx_events_unreviewed ON events(id) WHERE reviewed=false;

-- revision: add_event_detections_junction (add_events_backlog_indexes)
CREATE TABLE event_detections(event_id int NOT NULL REFERENCES events(id) ON DELETE CASCADE,detection_id int NOT NULL REFERENCES detections(id) ON DELETE CASCADE,created_at timestamptz NOT NULL DEFAULT now(),PRIMARY KEY(event_id,detection_id));
CREATE INDEX IF NOT EXISTS idx_event_detections_event_id ON event_detections(event_id);

-- revision: add_time_series_partitioning (add_event_detections_junction)
DROP TABLE detections CASCADE;
CREATE TABLE detections (id SERIAL,camera_id VARCHAR NOT NULL,file_path VARCHAR NOT NULL,file_type VARCHAR,detected_at TIMESTAMPTZ NOT NULL,object_type VARCHAR,confidence FLOAT,bbox_x INTEGER,bbox_y INTEGER,bbox_width INTEGER,bbox_height INTEGER,thumbnail_path VARCHAR,media_type VARCHAR DEFAULT 'image',duration FLOAT,video_codec VARCHAR,video_width INTEGER,video_height INTEGER,enrichment_data JSONB,PRIMARY KEY(id,detected_at)) PARTITION BY RANGE (detected_at);
CREATE TABLE detections_y2026m11 PARTITION OF detections FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');
CREATE TABLE detections_y2026m12 PARTITION OF detections FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');
CREATE TABLE detections_y2027m01 PARTITION OF detections FOR VALUES FROM ('2027-01-01') TO ('2027-02-01');
CREATE TABLE detections_default PARTITION OF detections DEFAULT;
CREATE INDEX idx_detections_camera_id ON detections(camera_id);
CREATE INDEX idx_detections_detected_at ON detections(detected_at);
CREATE INDEX idx_detections_camera_time ON detections(camera_id,detected_at);
DROP TABLE events CASCADE;
CREATE TABLE events (id SERIAL,batch_id VARCHAR NOT NULL,camera_id VARCHAR NOT NULL,started_at TIMESTAMPTZ NOT NULL,ended_at TIMESTAMPTZ,risk_score INTEGER,risk_level VARCHAR,summary TEXT,reasoning TEXT,llm_prompt TEXT,detection_ids TEXT,reviewed BOOLEAN NOT NULL DEFAULT false,notes TEXT,is_fast_path BOOLEAN NOT NULL DEFAULT false,object_types TEXT,clip_path VARCHAR,search_vector TSVECTOR,PRIMARY KEY(id,started_at)) PARTITION BY RANGE (started_at);
CREATE TABLE events_y2026m11 PARTITION OF events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');
CREATE TABLE events_y2026m12 PARTITION OF events FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');
CREATE TABLE events_y2027m01 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2027-02-01');
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE INDEX idx_events_camera_id ON events(camera_id);
CREATE INDEX idx_events_started_at ON events(started_at);
DROP TABLE logs CASCADE;
CREATE TABLE logs (id SERIAL,timestamp TIMESTAMPTZ NOT NULL DEFAULT now(),level VARCHAR(10) NOT NULL,component VARCHAR(50) NOT NULL,message TEXT NOT NULL,camera_id VARCHAR(100),event_id INTEGER,request_id VARCHAR(36),detection_id INTEGER,duration_ms INTEGER,extra JSONB,source VARCHAR(10) NOT NULL DEFAULT 'backend',user_agent TEXT,PRIMARY KEY(id,timestamp)) PARTITION BY RANGE (timestamp);
CREATE TABLE logs_y2026m11 PARTITION OF logs FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');
CREATE TABLE logs_y2026m12 PARTITION OF logs FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');
CREATE TABLE logs_y2027m01 PARTITION OF logs FOR VALUES FROM ('2027-01-01') TO ('2027-02-01');
CREATE TABLE logs_default PARTITION OF logs DEFAULT;
CREATE INDEX idx_logs_timestamp ON logs(timestamp);
CREATE INDEX idx_logs_level ON logs(level);

-- revision: 00c8a000b44f (add_gin_brin_specialized_indexes, add_time_series_partitioning)

-- revision: add_detections_obj_type_time_idx (00c8a000b44f)
CREATE INDEX ix_detections_object_type_detected_at ON detections(object_type,detected_at);

-- revision: add_notification_preferences (add_detections_obj_type_time_idx)
CREATE TABLE notification_preferences(id int PRIMARY KEY CONSTRAINT ck_notification_preferences_singleton CHECK(id=1),enabled boolean NOT NULL DEFAULT true,sound varchar NOT NULL DEFAULT 'default',risk_filters varchar[] NOT NULL DEFAULT ARRAY['critical','high','medium']::varchar[]);
CREATE TABLE quiet_hours_periods(id uuid PRIMARY KEY,label varchar NOT NULL,start_time time NOT NULL,end_time time NOT NULL,CONSTRAINT ck_quiet_hours_periods_time_range CHECK(start_time<end_time));
INSERT INTO notification_preferences(id) VALUES (1);

-- revision: add_prompt_version_uq (add_detections_obj_type_time_idx)
ALTER TABLE prompt_versions ADD CONSTRAINT uq_prompt_version_model_version UNIQUE(model,version);

-- revision: eb2e0919ec02 (add_notification_preferences, add_prompt_version_uq)

-- revision: drop_detection_ids_column (add_time_series_partitioning)
ALTER TABLE events DROP COLUMN IF EXISTS detection_ids;

-- revision: add_user_feedback_calibration (drop_detection_ids_column)
CREATE TABLE event_feedback(id serial PRIMARY KEY,event_id int NOT NULL CONSTRAINT uq_event_feedback_event_id UNIQUE,feedback_type varchar NOT NULL CONSTRAINT ck_event_feedback_type CHECK(feedback_type IN ('false_positive','missed_detection')),notes text,created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE user_calibration(id serial PRIMARY KEY,user_id varchar NOT NULL CONSTRAINT uq_user_calibration_user_id UNIQUE,low_threshold int NOT NULL DEFAULT 30,missed_detection_count int NOT NULL DEFAULT 0 CONSTRAINT ck_user_calibration_md_count CHECK(missed_detection_count>=0));

-- revision: d896ab921049 (add_user_feedback_calibration, eb2e0919ec02)

-- revision: create_scene_changes_table (d896ab921049)
CREATE TYPE scene_change_type_enum AS ENUM ('view_blocked','angle_changed','view_tampered','unknown');
CREATE TABLE scene_changes(id serial PRIMARY KEY,camera_id varchar NOT NULL CONSTRAINT fk_scene_changes_camera_id REFERENCES cameras(id) ON DELETE CASCADE,detected_at timestamptz NOT NULL DEFAULT now(),change_type scene_change_type_enum NOT NULL DEFAULT 'unknown',similarity_score float NOT NULL,acknowledged boolean NOT NULL DEFAULT false);
CREATE INDEX ix_scene_changes_detected_at_brin ON scene_changes USING brin(detected_at);
CREATE INDEX idx_scene_changes_acknowledged_false ON scene_changes(acknowledged) WHERE acknowledged=false;

-- revision: add_deleted_at_soft_delete (create_scene_changes_table)
ALTER TABLE cameras ADD deleted_at timestamptz;
ALTER TABLE events ADD deleted_at timestamptz;
CREATE INDEX idx_cameras_active ON cameras(id) WHERE deleted_at IS NULL;
CREATE INDEX idx_events_active ON events(id,started_at) WHERE deleted_at IS NULL;

-- revision: 1c42824dcb07 (add_deleted_at_soft_delete)
ALTER TABLE logs ADD search_vector tsvector;
CREATE OR REPLACE FUNCTION logs_search_vector_update() RETURNS trigger AS $$ BEGIN NEW.search_vector := setweight(to_tsvector('english',COALESCE(NEW.message,'')),'A'); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER logs_search_vector_trigger BEFORE INSERT OR UPDATE ON logs FOR EACH ROW EXECUTE FUNCTION logs_search_vector_update();
CREATE INDEX idx_logs_search_vector ON logs USING gin(search_vector);
CREATE INDEX idx_detections_object_type_trgm ON detections USING gin(object_type gin_trgm_ops);

-- revision: add_detection_search_vector (add_deleted_at_soft_delete)
ALTER TABLE detections ADD search_vector tsvector, ADD labels jsonb;
CREATE OR REPLACE FUNCTION detections_search_vector_update() RETURNS trigger AS $$ BEGIN NEW.search_vector := to_tsvector('english',COALESCE(NEW.object_type,'')); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER detections_search_vector_trigger BEFORE INSERT OR UPDATE ON detections FOR EACH ROW EXECUTE FUNCTION detections_search_vector_update();
CREATE INDEX idx_detections_search_vector ON detections USING gin(search_vector);
CREATE INDEX idx_detections_labels_gin ON detections USING gin(labels);

-- revision: add_entity_model (add_detection_search_vector)

-- revision: add_snooze_until_column (add_entity_model)
ALTER TABLE events ADD snooze_until timestamptz;

-- revision: add_4_feedback_types (add_snooze_until_column)
ALTER TABLE event_feedback DROP CONSTRAINT ck_event_feedback_type;
ALTER TABLE event_feedback ADD CONSTRAINT ck_event_feedback_type CHECK(feedback_type IN ('correct','false_positive','missed_threat','severity_wrong'));
ALTER TABLE event_feedback ADD expected_severity varchar;
ALTER TABLE user_calibration ADD correct_count int NOT NULL DEFAULT 0, ADD missed_threat_count int NOT NULL DEFAULT 0;
ALTER TABLE user_calibration DROP CONSTRAINT ck_user_calibration_md_count;
ALTER TABLE user_calibration DROP missed_detection_count;

-- revision: add_job_transitions (add_snooze_until_column)
CREATE TABLE job_transitions(id uuid PRIMARY KEY,job_id varchar(36) NOT NULL,from_status varchar(50) NOT NULL,to_status varchar(50) NOT NULL,transitioned_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX idx_job_transitions_job_id ON job_transitions(job_id);

-- revision: 6b206d6591cb (add_4_feedback_types, add_job_transitions)

-- revision: fix_camera_tz_idem (6b206d6591cb)

-- revision: add_row_version_pv (6b206d6591cb)
ALTER TABLE prompt_versions ADD row_version int NOT NULL DEFAULT 1;
ALTER TABLE prompt_versions ALTER row_version DROP DEFAULT;

-- revision: add_alert_version_id_column (6b206d6591cb)
ALTER TABLE alerts ADD version_id int NOT NULL DEFAULT 1;

-- revision: b80664ed1373 (add_alert_version_id_column, add_row_version_pv)

-- revision: add_deleted_at_indexes (fix_camera_tz_idem)
CREATE INDEX ix_cameras_deleted_at ON cameras(deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_events_deleted_at ON events(deleted_at) WHERE deleted_at IS NOT NULL;

-- revision: 071128727b6c (add_deleted_at_indexes, b80664ed1373)

-- revision: add_trust_status_to_entities (071128727b6c)

-- revision: add_extended_gpu_stats_columns (add_trust_status_to_entities)
ALTER TABLE gpu_stats ADD fan_speed int, ADD sm_clock int, ADD memory_bandwidth_utilization float, ADD pstate int;

-- revision: add_extended_gpu_metrics_columns (add_extended_gpu_stats_columns)
ALTER TABLE gpu_stats ADD throttle_reasons int, ADD power_limit float, ADD bar1_used int;

-- revision: add_summaries_table (add_extended_gpu_metrics_columns)
CREATE TABLE summaries(id serial PRIMARY KEY,summary_type varchar(10) NOT NULL CONSTRAINT summaries_type_check CHECK(summary_type IN ('hourly','daily')),content text NOT NULL,event_count int NOT NULL,event_ids int[],created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX idx_summaries_type_created ON summaries(summary_type,created_at DESC);
